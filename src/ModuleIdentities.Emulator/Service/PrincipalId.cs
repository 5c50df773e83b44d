namespace ModuleIdentities.Emulator.Service;

/// <summary>Who is connected: a device, or one of its modules. Ids are case-sensitive.</summary>
internal readonly record struct PrincipalId(string DeviceId, string? ModuleId = null)
{
    /// <summary><c>device</c> or <c>device/module</c>: the MQTT client id, and the path of the identity.</summary>
    public override string ToString() => ModuleId is null ? DeviceId : $"{DeviceId}/{ModuleId}";
}
