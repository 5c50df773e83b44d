namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>What a device asks of the Device Provisioning Service. <see cref="Id"/> is echoed byte for byte.</summary>
internal abstract record ProvisioningRequest(string Id)
{
    /// <summary>Registers the device.</summary>
    public sealed record Register(string Id) : ProvisioningRequest(Id);

    /// <summary>Asks how a registration stands.</summary>
    public sealed record Poll(string Id, string OperationId) : ProvisioningRequest(Id);
}
