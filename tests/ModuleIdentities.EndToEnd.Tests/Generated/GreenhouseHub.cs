using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Generated;

/// <summary>An emulator with a connected greenhouse.</summary>
internal sealed class GreenhouseHub : IAsyncDisposable
{
    private GreenhouseHub(IotEmulator emulator, Greenhouse greenhouse) => (Emulator, Greenhouse) = (emulator, greenhouse);

    public IotEmulator Emulator { get; }

    public Greenhouse Greenhouse { get; }

    public EmulatedModule Module => Emulator.Devices[Greenhouse.ModuleClient.Identity.DeviceId, Greenhouse.ModuleId];

    public EmulatedTwin Twin => Module.Twin;

    public static async Task<GreenhouseHub> StartAsync(CancellationToken cancellationToken)
    {
        IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: cancellationToken);
        return new GreenhouseHub(emulator, await Greenhouse.ConnectAsync(emulator.Enroll(), cancellationToken));
    }

    public static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"{actual?.ToJsonString()} is not {expected}");

    public async ValueTask DisposeAsync()
    {
        await Greenhouse.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}
