using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

/// <summary>A module written by hand against what generated code calls, so that a test decides what each of its methods does.</summary>
internal sealed class Pump : IModule
{
    private static readonly ModuleDefinition<Pump> Definition = Define();

    private static readonly ModuleDefinition<Pump> DefinitionWithInput = Define()
        .WithInput<int>("numbers", static (pump, value, _, token) => pump.Number(value, token));

    public ModuleClient ModuleClient { get; }

    /// <summary>What the module was told of its properties, in order.</summary>
    public ConcurrentQueue<(string Name, object? Value, long Version)> Told { get; } = new();

    public Func<double, long, CancellationToken, Task<PropertyResponse>> Speed { get; set; }

    public Func<string?, long, CancellationToken, Task<PropertyResponse>> Mode { get; set; }

    public Func<int, long, CancellationToken, Task<PropertyResponse>> Limit { get; set; }

    public Func<int, CancellationToken, Task<MethodResponse<string>>> Echo { get; set; } =
        (request, _) => Task.FromResult(MethodResponse.Ok($"heard {request}"));

    /// <summary>What the input does with a number, where there is one.</summary>
    public Func<int, CancellationToken, Task> Number { get; set; } = static (_, _) => Task.CompletedTask;

    public Pump(bool hasInput = false)
    {
        ModuleClient = new ModuleClient(hasInput ? DefinitionWithInput : Definition);
        Speed = (value, version, _) => Hear("speed", value, version);
        Mode = (value, version, _) => Hear("mode", value, version);
        Limit = (value, version, _) => Hear("limit", value, version);
    }

    public static Task<Pump> ConnectAsync(ModuleIdentityOptions options, CancellationToken cancellationToken) =>
        ModuleClient.ConnectAsync(new Pump(), options, cancellationToken);

    public Task SendAsync(int number, CancellationToken cancellationToken = default) =>
        ModuleClient.SendTelemetryAsync(number, static (writer, value) => writer.WriteNumber("number"u8, value), default, cancellationToken);

    public Task ReportAsync(string name, int value, string? component = null, CancellationToken cancellationToken = default) =>
        ModuleClient.ReportPropertiesAsync((name, value), static (writer, field) => writer.WriteNumber(field.name, field.value), component, cancellationToken);

    public ValueTask DisposeAsync() => ModuleClient.DisposeAsync();

    /// <summary>Everything that came, copies too, in the order of arrival.</summary>
    public static IReadOnlyList<(int Number, string? Id)> ArrivalsAt(Emulator.IotEmulator emulator) =>
    [
        .. emulator.Messages.Snapshot()
            .OrderBy(message => message.SequenceNumber)
            .Select(message => ((int)JsonNode.Parse(message.Body.Span)!["number"]!, message.SystemProperties.GetValueOrDefault("message-id"))),
    ];

    /// <summary>The numbers in the bodies of all messages, each once, in the order of first arrival.</summary>
    public static IEnumerable<int> NumbersOf(Emulator.IotEmulator emulator) => emulator.Messages
        .Snapshot()
        .OrderBy(message => message.SequenceNumber)
        .Select(message => (int)JsonNode.Parse(message.Body.Span)!["number"]!)
        .Distinct();

    private static ModuleDefinition<Pump> Define() => new ModuleDefinition<Pump>("pump", "dtmi:com:example:Pump;1")
        .WithDesiredProperty<double>("speed", static (pump, value, version, token) => pump.Speed(value, version, token))
        .WithDesiredProperty<string?>("mode", static (pump, value, version, token) => pump.Mode(value, version, token), acceptsNull: true)
        .WithDesiredProperty<int>("limit", static (pump, value, version, token) => pump.Limit(value, version, token), component: "motor")
        .WithDirectMethod<int, string>("echo", static (pump, request, token) => pump.Echo(request, token))
        .WithDirectMethod<int, string>("start", static (pump, request, token) => pump.Echo(request, token), component: "motor");

    private Task<PropertyResponse> Hear(string name, object? value, long version)
    {
        Told.Enqueue((name, value, version));
        return Answer.Accepted;
    }
}
