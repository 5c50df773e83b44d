using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ModuleIdentities;
using ModuleIdentities.Emulator;
using QuickStart;

using ConfigurationManager configuration = new();
configuration
    .SetBasePath(AppContext.BaseDirectory)
    .AddJsonFile("appsettings.json")
    .AddUserSecrets("module-identities-quickstart")
    .AddEnvironmentVariables()
    .AddCommandLine(args);
configuration["ModuleIdentities:Emulator:StateFile"] ??= Path.Combine(AppContext.BaseDirectory, "quickstart.emulator.db");

try
{
    await using IotEmulator? emulator = await IotEmulator.StartWhenConfiguredAsync(configuration);
    ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(configuration);

    await using GreetingModule module = await GreetingModule.ConnectAsync(options);
    ModuleIdentity identity = module.Identity;
    Console.WriteLine($"Registered device {identity.DeviceId}, assigned to hub {identity.HubHostName}");
    Console.WriteLine($"{identity.Origin} module {identity.ModuleId}, key fingerprint {identity.KeyFingerprint}");

    await module.SendGreetingAsync(DateTimeOffset.UtcNow, "Hello from a module that nobody registered by hand");
    Console.WriteLine("Telemetry acknowledged by the hub");

    if (emulator is not null)
    {
        ReceivedMessage received = await emulator.Messages.FirstAsync();
        Console.WriteLine($"The hub received from {received.DeviceId}/{received.ModuleId}: {Encoding.UTF8.GetString(received.Body.Span)}");
    }

    return 0;
}
catch (Exception exception) when (exception is ModuleIdentityException or OptionsValidationException)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(exception.HelpLink);
    return 1;
}
