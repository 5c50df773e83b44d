using ModuleIdentities.Emulator.Service.Authorization;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>Who asks the Device Provisioning Service, and what it shows to prove it.</summary>
internal sealed record ProvisioningCaller(string IdScope, string RegistrationId, SasToken? Token);
