using ModuleIdentities.Emulator.Service.Security;

namespace ModuleIdentities.Emulator.Service.Authorization;

/// <summary>What a caller of a hub shows to prove who it is: a token, a certificate, or nothing. A token goes before a certificate.</summary>
internal readonly record struct HubCaller(SasToken? Token, PresentedCertificate? Certificate = null);
