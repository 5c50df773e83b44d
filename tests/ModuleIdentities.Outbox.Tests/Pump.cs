using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Outbox.Tests;

/// <summary>A module that sends numbers.</summary>
internal sealed class Pump : IModule
{
    public ModuleClient Client { get; } = new("pump");

    public ConcurrentQueue<TelemetryDropped> Dropped { get; } = new();

    public Pump() => Client.TelemetryDropped += (_, dropped) => Dropped.Enqueue(dropped);

    public static Task<Pump> ConnectAsync(ModuleIdentityOptions options, CancellationToken cancellationToken) =>
        ModuleClient.ConnectAsync(new Pump(), options, cancellationToken);

    public Task SendAsync(int number, CancellationToken cancellationToken = default) =>
        Client.SendTelemetryAsync(number, static (writer, value) => writer.WriteNumber("number"u8, value), default, cancellationToken);

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    /// <summary>Everything that came, copies too, in the order of arrival.</summary>
    public static IReadOnlyList<(int Number, string? Id)> Arrived(IotEmulator emulator) =>
    [
        .. emulator.Messages.Snapshot()
            .OrderBy(message => message.SequenceNumber)
            .Select(message => ((int)JsonNode.Parse(message.Body.Span)!["number"]!, message.SystemProperties.GetValueOrDefault("message-id"))),
    ];
}
