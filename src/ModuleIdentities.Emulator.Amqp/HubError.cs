using Amqp;
using Amqp.Framing;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>A hub's refusals as AMQP errors, in the conditions that the official service clients know.</summary>
internal static class HubError
{
    public const string ArgumentInvalid = "com.microsoft:argument-error";
    private const string Throttled = "com.microsoft:device-container-throttled";

    public static Error Of(HubRefusedException refusal) => new(refusal.Code switch
    {
        HubErrorCode.DeviceNotFound => ErrorCode.NotFound,
        HubErrorCode.DeviceMaximumQueueDepthExceeded => ErrorCode.ResourceLimitExceeded,
        HubErrorCode.MessageTooLarge => ErrorCode.MessageSizeExceeded,
        HubErrorCode.ArgumentInvalid => ArgumentInvalid,
        HubErrorCode.OperationNotAvailableInCurrentTier => ErrorCode.NotAllowed,
        HubErrorCode.ThrottlingException or HubErrorCode.ThrottleBacklogLimitExceeded => Throttled,
        _ => ErrorCode.InternalError,
    })
    {
        Description = refusal.Message,
    };
}
