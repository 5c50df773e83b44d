namespace ModuleIdentities;

/// <summary>What kind of failure a <see cref="ModuleIdentityException"/> reports, by what the caller can do about it.</summary>
public enum ModuleIdentityErrorCode
{
    /// <summary>The service refused the credential: wrong or expired key, clock off by more than 5 minutes, device deleted or disabled.</summary>
    CredentialRefused = 1,

    /// <summary>The Device Provisioning Service does not know the registration id in this ID scope.</summary>
    EnrollmentNotFound = 2,

    /// <summary>The enrolment is disabled in the Device Provisioning Service.</summary>
    EnrollmentDisabled = 3,

    /// <summary>The Device Provisioning Service could not assign a hub.</summary>
    AssignmentFailed = 4,

    /// <summary>The hub has no such device.</summary>
    DeviceNotFound = 5,

    /// <summary>A quota of the hub is used up, for example 50 modules per device or the daily message quota.</summary>
    QuotaExceeded = 6,

    /// <summary>The service asks for fewer requests. Transient.</summary>
    Throttled = 7,

    /// <summary>Somebody else changed the same thing at the same time. Transient.</summary>
    Conflict = 8,

    /// <summary>The service failed or is unavailable. Transient.</summary>
    ServiceFailed = 9,

    /// <summary>No connection: name resolution, network or a closed link. Transient.</summary>
    Unreachable = 10,

    /// <summary>The server's certificate is not trusted or is for another host name.</summary>
    ServerNotTrusted = 11,

    /// <summary>No answer within the configured time. Transient.</summary>
    TimedOut = 12,

    /// <summary>The service answered something that the protocol does not allow.</summary>
    InvalidAnswer = 13,

    /// <summary>The service rejected the request as such.</summary>
    RequestRejected = 14,

    /// <summary>The message is larger than IoT Hub's 256 KB, topic and properties included.</summary>
    MessageTooLarge = 15,

    /// <summary>Another process of this device is connected as this module; two would throw each other out for ever.</summary>
    IdentityInUse = 16,

    /// <summary>The module was disposed before the hub acknowledged the message or took the properties.</summary>
    Stopped = 20,

    /// <summary>
    /// The queue of telemetry is full, and <c>WhenFull</c> is <c>Throw</c>; or it is <c>Wait</c>, and as many sends as fit the queue in memory wait for
    /// room already. Transient.
    /// </summary>
    QueueFull = 21,

    /// <summary>A newer message took the place of this one, because the queue is full and <c>WhenFull</c> is <c>DropOldest</c>.</summary>
    Dropped = 22,

    /// <summary>This device's clock is more than 5 minutes from the service's, which therefore refused the credential. Heals when the clock does.</summary>
    ClockWrong = 17,

    /// <summary>The device was assigned to a kind of hub that has no module identities.</summary>
    UnsupportedHub = 18,

    /// <summary>What keeps a key for this program, a TPM or a service of the device that signs, could not be used, or does not have it.</summary>
    KeyUnavailable = 23,

    /// <summary>The hub is suspended.</summary>
    HubUnavailable = 19,

    /// <summary>The user that this process runs as may not have this module from the service of this device that gives modules.</summary>
    AccessDenied = 24,
}
