using System.Diagnostics.CodeAnalysis;
using System.Text;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Methods;
using ModuleIdentities.Emulator.Service.Twins;

namespace ModuleIdentities.Emulator;

/// <summary>A device or module of the emulated hub: what a service can do with it. It need not exist yet, and does not keep anything alive.</summary>
public abstract class EmulatedIdentity
{
    private readonly HubServices _services;

    private protected EmulatedIdentity(HubServices services, PrincipalId principal)
    {
        _services = services;
        Principal = principal;
        Twin = new EmulatedTwin(services.Twins, principal);
    }

    /// <summary>The device id.</summary>
    public string DeviceId => Principal.DeviceId;

    /// <summary>The twin.</summary>
    public EmulatedTwin Twin { get; }

    /// <summary>Whether it is connected over MQTT now.</summary>
    public bool IsConnected => _services.Connections.StatusOf(Principal).IsConnected;

    private protected PrincipalId Principal { get; }

    /// <summary>Completes when it is connected and subscribed to direct methods, desired properties, or whatever else <paramref name="readiness"/> says.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before.</exception>
    public Task WaitUntilConnectedAsync(Readiness readiness = Readiness.Connected, CancellationToken cancellationToken = default)
    {
        Interests interests = (readiness.HasFlag(Readiness.DirectMethods) ? Interests.DirectMethods : Interests.None)
            | (readiness.HasFlag(Readiness.DesiredProperties) ? Interests.DesiredProperties : Interests.None);
        return _services.Connections.WaitAsync(Principal, interests, cancellationToken);
    }

    /// <summary>Calls a direct method, and waits for the answer.</summary>
    /// <param name="name">The name; of a component's command, <c>component*command</c>.</param>
    /// <param name="payload">JSON.</param>
    /// <param name="responseTimeout">How long to wait for the answer; 30 seconds when null.</param>
    /// <param name="connectTimeout">How long to wait until it is connected and listens; not at all when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HubRefusedException">
    /// There is no such device or module, it is not connected (<see cref="HubErrorCode.DeviceNotOnline"/>), or it did not answer in time
    /// (<see cref="HubErrorCode.GatewayTimeout"/>).
    /// </exception>
    public async Task<DirectMethodResult> InvokeMethodAsync(
        string name,
        [StringSyntax(StringSyntaxAttribute.Json)] string payload = "null",
        TimeSpan? responseTimeout = null,
        TimeSpan? connectTimeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        MethodRequest request = new(
            name, Encoding.UTF8.GetBytes(payload), responseTimeout ?? MethodRequest.DefaultResponseTimeout, connectTimeout ?? TimeSpan.Zero);
        MethodResult result = await _services.Methods.InvokeAsync(Principal, request, cancellationToken).ConfigureAwait(false);
        return new DirectMethodResult(result.Status, result.Payload.IsEmpty ? null : TwinText.Read(result.Payload));
    }

    /// <summary>The ids.</summary>
    public override string ToString() => Principal.ToString();
}
