namespace ModuleIdentities.Emulator.Service;

/// <summary>What the services of one hub take from <see cref="IotEmulatorOptions"/>, where each is explained.</summary>
internal sealed record HubSettings(
    string HostName,
    TimeSpan ClockSkew,
    AzureAssumptions Assumptions,
    HubSwitches Switches);
