namespace ModuleIdentities;

/// <summary>Provisioning, the registry or the connection of a module failed. The message never contains a key or the body of an answer.</summary>
public sealed class ModuleIdentityException : Exception
{
    /// <param name="code">The kind of failure.</param>
    /// <param name="failure">What failed, to which device and module; no final stop.</param>
    /// <param name="advice">What to do next; no final stop.</param>
    /// <param name="fault">What the service said.</param>
    /// <param name="inner">The cause.</param>
    internal ModuleIdentityException(
        ModuleIdentityErrorCode code, string failure, string advice, ServiceFault fault = default, Exception? inner = null)
        : base($"{failure}{fault}. {advice}.", inner)
    {
        Code = code;
        Status = fault.Status;
        ServiceErrorCode = fault.ErrorCode;
        TrackingId = fault.TrackingId;
        RetryAfter = fault.RetryAfter;
        HelpLink = DocumentationLink.ToError(code);
    }

    /// <summary>The kind of failure.</summary>
    public ModuleIdentityErrorCode Code { get; }

    /// <summary>Whether the same call may succeed later with nothing changed.</summary>
    public bool IsTransient => Code is ModuleIdentityErrorCode.Throttled or ModuleIdentityErrorCode.Conflict or ModuleIdentityErrorCode.ServiceFailed
        or ModuleIdentityErrorCode.Unreachable or ModuleIdentityErrorCode.TimedOut or ModuleIdentityErrorCode.ClockWrong
        or ModuleIdentityErrorCode.QueueFull;

    /// <summary>The HTTP status, or its counterpart in an MQTT topic; null when the service did not answer.</summary>
    public int? Status { get; }

    /// <summary>The service's own error code, for example <c>ModuleNotFound</c> or <c>401002</c>; null when it gave none.</summary>
    public string? ServiceErrorCode { get; }

    /// <summary>The service's tracking id, for a support request; null when it gave none.</summary>
    public string? TrackingId { get; }

    /// <summary>How long the service asks to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The device id, or the registration id before a device id is known.</summary>
    public string? DeviceId { get; internal init; }

    /// <summary>The module id; null when the failure concerns the device as a whole.</summary>
    public string? ModuleId { get; internal init; }

    /// <summary>How often the request was made before this was told, each time to a failure that might have healed; 1 when it was made once.</summary>
    public int Attempts { get; internal set; } = 1;

    /// <summary>
    /// Whether the message of a failed send has left this process: then it may have arrived. Always false for what is not a send.
    /// </summary>
    public bool WasSent { get; internal init; }
}
