using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Testing;

/// <summary>A module of a <see cref="TestDevice"/>, as a service sees it. Its assertions see what it sent.</summary>
public sealed class TestModule : ReceivedAssertions
{
    private readonly HubFixture _hub;

    internal TestModule(HubFixture hub, EmulatedModule module)
    {
        _hub = hub;
        Emulated = module;
        Filter = new MessageFilter { DeviceId = module.DeviceId, ModuleId = module.ModuleId };
    }

    /// <summary>The module in the emulator: all else that a service can do with it.</summary>
    public EmulatedModule Emulated { get; }

    private protected override IotEmulator Hub => _hub.Emulator;

    private protected override MessageFilter Filter { get; }

    private protected override string Sender => $"{Emulated.DeviceId}/{Emulated.ModuleId}, which is {(Emulated.IsConnected ? "" : "not ")}connected";

    /// <summary>Waits until it is connected.</summary>
    /// <param name="readiness">And listens to what.</param>
    /// <param name="within">How long to wait, by the machine's clock; 30 seconds when null.</param>
    /// <exception cref="HubAssertionException">It was not in time.</exception>
    public Task Connected(Readiness readiness = Readiness.Connected, TimeSpan? within = null) => BoundedWait.ForAsync(
        cancellationToken => Emulated.WaitUntilConnectedAsync(readiness, cancellationToken), within, () => NotReady(readiness));

    /// <summary>The reported properties once they are as <paramref name="where"/> wants them, at once if they are so already.</summary>
    /// <param name="where">How they are to be.</param>
    /// <param name="within">How long to wait, by the machine's clock; 30 seconds when null.</param>
    /// <param name="condition">Its text, which the compiler fills in.</param>
    /// <exception cref="HubAssertionException">They were not so in time.</exception>
    public Task<JsonObject> Reported(
        Func<JsonObject, bool> where, TimeSpan? within = null, [CallerArgumentExpression(nameof(where))] string? condition = null)
    {
        ArgumentNullException.ThrowIfNull(where);
        return BoundedWait.ForAsync(
            async cancellationToken =>
            {
                if (FindTwin() is null)
                {
                    await Emulated.WaitUntilConnectedAsync(Readiness.Connected, cancellationToken).ConfigureAwait(false);
                }

                return (await Emulated.Twin.WaitForReportedAsync(where, cancellationToken).ConfigureAwait(false)).Reported;
            },
            within,
            () => $"no properties with {condition} were reported by {Sender}. {WhatIsReported()}");
    }

    /// <summary>Sets a desired property once the module listens, and waits for its answer to it.</summary>
    /// <param name="property">The property.</param>
    /// <param name="value">Its value; null removes it.</param>
    /// <param name="component">The component whose property it is; null, the default, for the module itself.</param>
    /// <param name="within">How long to wait, by the machine's clock; 30 seconds when null.</param>
    /// <exception cref="HubAssertionException">The module did not listen or answer in time.</exception>
    /// <exception cref="HubRefusedException">The hub takes no such property.</exception>
    public Task<PropertyAnswer> SetDesired(string property, JsonNode? value, string? component = null, TimeSpan? within = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(property);
        JsonObject patch = new() { [property] = value?.DeepClone() };
        if (component is not null)
        {
            patch["__t"] = "c";
            patch = new JsonObject { [component] = patch };
        }

        JsonNode? Answered(JsonObject reported) => component is null ? reported[property] : (reported[component] as JsonObject)?[property];
        return BoundedWait.ForAsync(
            async cancellationToken =>
            {
                await Emulated.WaitUntilConnectedAsync(Readiness.DesiredProperties, cancellationToken).ConfigureAwait(false);
                long version = (await Emulated.Twin.UpdateDesiredAsync(patch.ToJsonString(), cancellationToken).ConfigureAwait(false)).DesiredVersion;
                TwinSnapshot twin = await Emulated.Twin.WaitForReportedAsync(
                    reported => PropertyAnswer.Read(Answered(reported))?.Version >= version, cancellationToken).ConfigureAwait(false);
                return PropertyAnswer.Read(Answered(twin.Reported))!;
            },
            within,
            () => $"{Sender}, did not answer to the desired property '{property}'. {WhatIsReported()}");
    }

    /// <summary>Calls a direct method once the module listens.</summary>
    /// <param name="method">The name; of a component's command, <c>component*command</c>.</param>
    /// <param name="payload">The payload; JSON's null when null.</param>
    /// <param name="within">How long to wait for module and answer, by the machine's clock; 30 seconds when null.</param>
    /// <exception cref="HubAssertionException">The module did not listen or answer in time.</exception>
    /// <exception cref="HubRefusedException">The module went away before it answered.</exception>
    public Task<DirectMethodResult> Invoke(string method, JsonNode? payload = null, TimeSpan? within = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        return BoundedWait.ForAsync(
            async cancellationToken =>
            {
                await Emulated.WaitUntilConnectedAsync(Readiness.DirectMethods, cancellationToken).ConfigureAwait(false);
                return await Emulated.InvokeMethodAsync(
                    method, payload?.ToJsonString() ?? "null", LongestMethod, cancellationToken: cancellationToken).ConfigureAwait(false);
            },
            within,
            () => $"{Sender}, did not answer to the direct method '{method}'.");
    }

    /// <summary>Lets something go wrong for this module, until the handle is disposed.</summary>
    /// <param name="fault">What, and when.</param>
    /// <exception cref="ArgumentException">The fault can never be, or never hit.</exception>
    public FaultHandle Inject(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return _hub.Inject(fault with { DeviceId = Emulated.DeviceId, ModuleId = Emulated.ModuleId });
    }

    /// <summary>Device id and module id.</summary>
    public override string ToString() => Emulated.ToString();

    /// <summary>The longest time that a hub waits for an answer; the wait's own limit comes before.</summary>
    private static TimeSpan LongestMethod => TimeSpan.FromMinutes(5);

    private TwinSnapshot? FindTwin()
    {
        try
        {
            return Emulated.Twin.Get();
        }
        catch (HubRefusedException)
        {
            return null;
        }
    }

    private string WhatIsReported() => FindTwin() is { } twin ? $"Reported is {twin.Reported.ToJsonString()}." : "The module does not exist.";

    private string NotReady(Readiness readiness) => readiness == Readiness.Connected
        ? $"{Emulated} did not connect."
        : $"{Sender}, did not subscribe to {readiness}.";
}
