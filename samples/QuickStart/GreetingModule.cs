using ModuleIdentities;

namespace QuickStart;

/// <summary>A module that says hello.</summary>
[ModuleIdentity("modViaDps")]
public partial class GreetingModule
{
    /// <summary>Sends <c>{ "created": …, "message": … }</c> and waits for the hub's acknowledgement.</summary>
    [Telemetry]
    public partial Task SendGreetingAsync(DateTimeOffset created, string message, CancellationToken cancellationToken = default);
}
