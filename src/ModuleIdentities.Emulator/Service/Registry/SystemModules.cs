namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>The modules that the hub makes for every IoT Edge device, without credentials until the device gives them keys.</summary>
internal static class SystemModules
{
    private const string Manager = "iotEdge";

    public static IReadOnlyList<string> Ids { get; } = ["$edgeAgent", "$edgeHub"];

    public static ModuleRecord Make(string deviceId, string moduleId, IdentityStamps stamps) =>
        new(deviceId, moduleId, stamps.NextGenerationId(), stamps.NextETag(), Manager, new AuthenticationRecord(AuthenticationType.None));
}
