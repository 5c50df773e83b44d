namespace ModuleIdentities.Emulator.Service;

/// <summary>What the services take from <see cref="IotEmulatorOptions"/>, where each is explained.</summary>
internal sealed record HubSettings(
    string HostName,
    string IdScope,
    string PolicyKey,
    TimeSpan ClockSkew,
    bool HideMissingDevices,
    bool DevicesMayReadThemselves,
    int AssigningPolls);
