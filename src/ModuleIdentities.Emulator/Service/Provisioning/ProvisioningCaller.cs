using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Security;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>Who asks the Device Provisioning Service, and what it shows to prove it. A token goes before a certificate.</summary>
internal sealed record ProvisioningCaller(string IdScope, string RegistrationId, SasToken? Token, PresentedCertificate? Certificate = null);
