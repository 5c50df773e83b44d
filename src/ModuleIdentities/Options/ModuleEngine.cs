namespace ModuleIdentities;

/// <summary>What speaks to the Device Provisioning Service and to IoT Hub. User code is the same with each.</summary>
public enum ModuleEngine
{
    /// <summary>This library's own, small and fit for NativeAOT.</summary>
    Native,

    /// <summary>Microsoft's packages <c>Microsoft.Azure.Devices.*</c>, by the package <c>ModuleIdentities.AzureSdk</c>: see docs/engines.md.</summary>
    AzureSdk,
}
