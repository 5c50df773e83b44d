using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

/// <summary>What a module's own methods throw is never taken for what came to them.</summary>
public sealed class HandlerFailureTests
{
    private const string Own = "the module's own document";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_JsonException_of_a_methods_own_code_is_a_failure_of_the_method_and_no_payload_of_another_type()
    {
        ConcurrentQueue<string?> logged = [];
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Options(emulator.Configure(), (id, _) => logged.Enqueue(id.Name));
        await using Pump pump = await ModuleClient.ConnectAsync(
            new Pump(hasInput: true)
            {
                Speed = static (_, _, _) => throw new JsonException(Own),
                Echo = static (_, _) => throw new JsonException(Own),
                Number = static (_, _) => throw new JsonException(Own),
            },
            options,
            Cancellation);
        EmulatedModule module = emulator.Devices[pump.ModuleClient.Identity.DeviceId, "pump"];

        await module.Twin.UpdateDesiredAsync("""{"speed":1}""", Cancellation);
        JsonObject reported = (await module.Twin.WaitForReportedAsync(properties => properties["speed"] is not null, Cancellation)).Reported;
        DirectMethodResult called = await module.InvokeMethodAsync("echo", "1", cancellationToken: Cancellation);
        await module.SendInputAsync("numbers", "1"u8.ToArray(), cancellationToken: Cancellation);

        Assert.Equal((500, 500), ((int?)reported["speed"]!["ac"], called.Status));
        Assert.Equal(
            ["DesiredValueFailed", "MethodFailed", "InputFailed"],
            logged.Where(name => name!.EndsWith("Failed", StringComparison.Ordinal) || name.EndsWith("Rejected", StringComparison.Ordinal)));
    }
}
