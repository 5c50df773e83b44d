using System.Diagnostics.CodeAnalysis;

namespace ModuleIdentities.Cli;

/// <summary>Whether this build has the endpoint for Event Hubs clients. The native file has not: AMQPNetLite's serializer makes code at run time.</summary>
internal static class EventHubsSupport
{
    [FeatureSwitchDefinition("ModuleIdentities.Cli.EventHubs")]
    public static bool IsIncluded => !AppContext.TryGetSwitch("ModuleIdentities.Cli.EventHubs", out bool isIncluded) || isIncluded;
}
