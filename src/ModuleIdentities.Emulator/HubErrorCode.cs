namespace ModuleIdentities.Emulator;

/// <summary>
/// The errors of IoT Hub that the emulator answers with. The name is the <c>iothub-errorcode</c> header, the value the numeric code, and its
/// first three digits the HTTP status (protocol 5.4).
/// </summary>
public enum HubErrorCode
{
    /// <summary>The request has no <c>api-version</c>, or one of an unknown form.</summary>
    InvalidProtocolVersion = 400001,

    /// <summary>A value of the request is not allowed.</summary>
    ArgumentInvalid = 400004,

    /// <summary>The body is not the JSON that the operation takes.</summary>
    IotHubFormatError = 400006,

    /// <summary>A module cannot have modules.</summary>
    CannotRegisterModuleToModule = 400301,

    /// <summary>The caller has no valid credential for the resource, or the device does not exist or is disabled.</summary>
    IotHubUnauthorizedAccess = 401002,

    /// <summary>The token of the request has expired.</summary>
    IotHubUnauthorized = 401003,

    /// <summary>Modules of the system, whose names start with <c>$</c>, are not made by users.</summary>
    SystemModuleModifyUnauthorizedAccess = 401100,

    /// <summary>The hub has taken as many messages today as its units may.</summary>
    IotHubQuotaExceeded = 403002,

    /// <summary>As many cloud-to-device messages wait for the device as may.</summary>
    DeviceMaximumQueueDepthExceeded = 403004,

    /// <summary>The hub is of the basic tier, which does not have the operation.</summary>
    OperationNotAvailableInCurrentTier = 403010,

    /// <summary>The device is disabled; answered only when <see cref="AzureAssumptions.HideMissingDevices"/> is off.</summary>
    DeviceDisabled = 403012,

    /// <summary>There is no such device.</summary>
    DeviceNotFound = 404001,

    /// <summary>There is no such module.</summary>
    ModuleNotFound = 404010,

    /// <summary>The device or module is not connected, or not subscribed to direct methods.</summary>
    DeviceNotOnline = 404103,

    /// <summary>The device or module went away before it answered a direct method.</summary>
    DeviceConnectionClosedRemotely = 404104,

    /// <summary>The device exists already.</summary>
    DeviceAlreadyExists = 409001,

    /// <summary>The module exists already.</summary>
    ModuleAlreadyExistsOnDevice = 409301,

    /// <summary>The entity tag is missing or not the current one.</summary>
    PreconditionFailed = 412001,

    /// <summary>Somebody else holds the cloud-to-device message by now, or it is gone.</summary>
    DeviceMessageLockLost = 412002,

    /// <summary>The message, the payload of a method or its answer is larger than allowed.</summary>
    MessageTooLarge = 413001,

    /// <summary>The hub has <see cref="IotEmulatorOptions.MaximumIdentities"/> devices and modules already.</summary>
    TooManyDevices = 413002,

    /// <summary>The device has 50 modules already.</summary>
    TooManyModulesOnDevice = 413003,

    /// <summary>The body is of a type that the operation does not take.</summary>
    UnsupportedMediaType = 415000,

    /// <summary>The hub is asked for more than its units may do.</summary>
    ThrottlingException = 429001,

    /// <summary>The hub is asked for more than its units may do, and as many requests wait for their turn as may.</summary>
    ThrottleBacklogLimitExceeded = 429002,

    /// <summary>The hub failed.</summary>
    ServerError = 500001,

    /// <summary>The hub is not available for now.</summary>
    ServiceUnavailable = 503001,

    /// <summary>The device or module did not answer a direct method in time.</summary>
    GatewayTimeout = 504101,
}
