using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests;

namespace ModuleIdentities.Conformance;

/// <summary>The native engine, for the conformance of engines.</summary>
internal static class EngineBench
{
    public static Task<IotEmulator> StartAsync(CancellationToken cancellationToken) => IotEmulator.StartAsync(cancellationToken: cancellationToken);

    /// <summary>An emulator whose authority nobody knows.</summary>
    public static Task<IotEmulator> StartUntrustedAsync(CancellationToken cancellationToken) => StartAsync(cancellationToken);

    public static ModuleIdentityOptions Options(IotEmulator emulator, IReadOnlyDictionary<string, string?> settings, params (string Key, string Value)[] more) =>
        emulator.Options(new ConfigurationBuilder()
            .AddInMemoryCollection(settings)
            .AddInMemoryCollection(more.Select(setting => KeyValuePair.Create($"ModuleIdentities:{setting.Key}", (string?)setting.Value)))
            .Build());

    /// <summary>Whether the engine tells status, error code and tracking id of an answer with this error.</summary>
    public static bool TellsStatus(HubErrorCode error) => Enum.IsDefined(error);
}
