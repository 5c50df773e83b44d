namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The Device Provisioning Service refused a request.</summary>
internal sealed class ProvisioningRefusedException(ProvisioningError error, string message) : Exception(message)
{
    public ProvisioningError Error { get; } = error;

    public int Status => (int)Error / 1000;
}
