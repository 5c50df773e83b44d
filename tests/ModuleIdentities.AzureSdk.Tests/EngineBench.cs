using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests;

namespace ModuleIdentities.Conformance;

/// <summary>The official engine, for the conformance of engines.</summary>
internal static class EngineBench
{
    private static int _lastAddress;

    /// <summary>Starts an emulator at the ports that Microsoft's packages have built in, on a loopback address of its own.</summary>
    public static Task<IotEmulator> StartAsync(CancellationToken cancellationToken)
    {
        string state = Path.Combine(Directory.CreateTempSubdirectory("moduleidentities-azuresdk-").FullName, "state.emulator.db");
        File.Copy(TrustedAuthority.StateFile, state);
        return StartAsync(new IotEmulatorOptions { StateFile = state, HostName = NextAddress(), MqttPort = 8883, HttpsPort = 443 }, cancellationToken);
    }

    /// <summary>An emulator whose authority nobody knows.</summary>
    public static Task<IotEmulator> StartUntrustedAsync(CancellationToken cancellationToken) =>
        StartAsync(new IotEmulatorOptions { HostName = NextAddress(), MqttPort = 8883, HttpsPort = 443 }, cancellationToken);

    public static ModuleIdentityOptions Options(IotEmulator emulator, IReadOnlyDictionary<string, string?> settings, params (string Key, string Value)[] more) =>
        emulator.Options(new ConfigurationBuilder()
            .AddInMemoryCollection(settings)
            .AddInMemoryCollection(more.Select(setting => KeyValuePair.Create($"ModuleIdentities:{setting.Key}", (string?)setting.Value)))
            .Build()).UseAzureSdkEngine();

    /// <summary>Whether the engine tells status, error code and tracking id of an answer with this error.</summary>
    /// <remarks>Their service package maps some statuses to nothing, and there tells neither which it was nor what came with it.</remarks>
    public static bool TellsStatus(HubErrorCode error) => error != HubErrorCode.GatewayTimeout;

    private static Task<IotEmulator> StartAsync(IotEmulatorOptions options, CancellationToken cancellationToken) => IotEmulator.StartAsync(options, cancellationToken);

    /// <summary>One that no other test, and hardly another run, has.</summary>
    private static string NextAddress()
    {
        int number = Interlocked.Increment(ref _lastAddress);
        return $"127.{1 + (Environment.ProcessId % 254)}.{number / 254}.{1 + (number % 254)}";
    }
}
