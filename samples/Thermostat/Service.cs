using System.Text;
using ModuleIdentities;
using ModuleIdentities.Emulator;

namespace Thermostat;

/// <summary>The other side, which in the field is your back end: it watches, sets a temperature, and calls a method.</summary>
public static class Service
{
    public static async Task RunAsync(IotEmulator hub, ModuleIdentity identity, TextWriter output, CancellationToken cancellationToken)
    {
        EmulatedModule module = hub.Devices[identity.DeviceId, identity.ModuleId];
        output.WriteLine($"{identity.ModuleId} of {identity.DeviceId} is connected and is a {module.Twin.Get().ModelId}");

        TwinSnapshot twin = await module.Twin.WaitForReportedAsync(reported => reported.ContainsKey("firmwareVersion"), cancellationToken);
        output.WriteLine($"Reported: firmwareVersion {twin.Reported["firmwareVersion"]}");

        output.WriteLine($"Telemetry: {await BodyAsync(hub, message => !message.SystemProperties.ContainsKey("dt-subject"), cancellationToken)}");
        output.WriteLine($"Reading: {await BodyAsync(hub, message => Text(message).Contains("mode", StringComparison.Ordinal), cancellationToken)}");
        output.WriteLine($"Component windowSensor: {await BodyAsync(hub, message => message.SystemProperties.ContainsKey("dt-subject"), cancellationToken)}");

        foreach (string target in new[] { "22.5", "99" })
        {
            long version = (await module.Twin.UpdateDesiredAsync($$"""{"targetTemperature":{{target}}}""", cancellationToken)).DesiredVersion;
            twin = await module.Twin.WaitForReportedAsync(reported => (long?)reported["targetTemperature"]?["av"] == version, cancellationToken);
            output.WriteLine($"Desired: {target}, acknowledged: {twin.Reported["targetTemperature"]!.ToJsonString()}");
        }

        foreach (string request in new[] { """{"DelayInSeconds":5,"Reason":"update"}""", """{"DelayInSeconds":-1}""" })
        {
            DirectMethodResult result = await module.InvokeMethodAsync("reboot", request, cancellationToken: cancellationToken);
            output.WriteLine($"reboot {request}: {result.Status} {result.Payload?.ToJsonString()}");
        }
    }

    private static async Task<string> BodyAsync(IotEmulator hub, Func<ReceivedMessage, bool> isWanted, CancellationToken cancellationToken) =>
        Text(await hub.Messages.FirstAsync(isWanted, cancellationToken));

    private static string Text(ReceivedMessage message) => Encoding.UTF8.GetString(message.Body.Span);
}
