namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>Modules that agents of Microsoft connect as, and how many modules there may be.</summary>
internal static class WellKnownModules
{
    /// <summary>The most modules that IoT Hub takes on one device ("IoT Hub quotas and throttling", Microsoft docs).</summary>
    public const int MaximumPerDevice = 50;

    private static readonly Dictionary<string, string> Owners = new(StringComparer.Ordinal)
    {
        ["DefenderIotMicroAgent"] = "the Microsoft Defender for IoT micro agent",
        ["IoTHubDeviceUpdate"] = "the Device Update agent",
        ["osconfig"] = "the Azure OSConfig agent",
    };

    /// <summary>The ids that agents have. Those of IoT Edge start with <c>$</c> and are refused for every class.</summary>
    public static IEnumerable<string> Ids => Owners.Keys;

    /// <summary>The agent that connects as a module, or <see langword="null"/>. Module ids are case-sensitive.</summary>
    public static string? FindOwner(string moduleId) => Owners.TryGetValue(moduleId, out string? owner) ? owner : null;
}
