using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using ModuleIdentities;
using ModuleIdentities.FaultPoints;

// Does with a module what the argument says, as the environment configures it; dies as by kill -9 at the step that DIE_AT names, counted from 1.
using DyingLoggers steps = new(int.Parse(Environment.GetEnvironmentVariable("DIE_AT") ?? "0", CultureInfo.InvariantCulture));
ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder().AddEnvironmentVariables().Build());
options.LoggerFactory = steps;
options.UseTpm();
await using ModuleClient client = new("thermostat");
ModuleIdentity identity;
switch (args)
{
    // Sends numbers until it is killed.
    case ["send", string first]:
        await Numbers.SendAsync(options, int.Parse(first, CultureInfo.InvariantCulture));
        return;
    case ["rotate"]:
        identity = await ModuleProvisioner.RotateKeysAsync(options, "thermostat");
        break;

    // Replaces the keys of a living connection.
    case ["connected"]:
        await client.ConnectAsync(options);
        await SendAsync(1);
        identity = await client.RotateKeysAsync();
        await SendAsync(2);
        break;

    // Stays connected until it is killed, or told to end.
    case ["hold"]:
        await client.ConnectAsync(options);
        identity = client.Identity;
        Console.WriteLine("connected");
        await Console.In.ReadLineAsync();
        break;

    // Two ways to die of a mistake, with everything at hand in the message.
    case ["crash"]:
        await client.ConnectAsync(options);
        throw Mistake();
    case ["failfast"]:
        await client.ConnectAsync(options);
        Environment.FailFast("A mistake.", Mistake());
        return;
    default:
        identity = await ModuleProvisioner.ProvisionAsync(options, "thermostat");
        break;
}

Console.WriteLine($"{steps.Count} {identity.KeyFingerprint}");

Task SendAsync(int number) => client.SendTelemetryAsync(number, static (writer, value) => writer.WriteNumber("temperature", value));

InvalidOperationException Mistake() => new(
    $"{options} {options.Provisioning} {options.Provisioning.SymmetricKey} {client} {client.Identity} {client.LastStateChange} "
        + JsonSerializer.Serialize(client.Identity),
    new AggregateException(new ArgumentException($"{client.Identity.DeviceId} {client.Identity.KeyFingerprint}")));
