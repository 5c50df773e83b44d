namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>What the Device Provisioning Service takes from <see cref="IotEmulatorOptions"/>, where each is explained.</summary>
internal sealed record ProvisioningSettings(
    string HostName, string IdScope, TimeSpan ClockSkew, int AssigningPolls, int RetryAfterSeconds, AzureAssumptions Assumptions);
