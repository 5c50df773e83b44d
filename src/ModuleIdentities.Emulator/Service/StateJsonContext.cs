using System.Text.Json.Serialization;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.CloudToDevice;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Messages;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Security;
using ModuleIdentities.Emulator.Service.Twins;

namespace ModuleIdentities.Emulator.Service;

/// <summary>How records are written to the state.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeviceRecord))]
[JsonSerializable(typeof(ModuleRecord))]
[JsonSerializable(typeof(EnrollmentRecord))]
[JsonSerializable(typeof(RegistrationRecord))]
[JsonSerializable(typeof(SharedAccessPolicy<HubRights>))]
[JsonSerializable(typeof(SharedAccessPolicy<ProvisioningRights>))]
[JsonSerializable(typeof(UploadedAuthority))]
[JsonSerializable(typeof(MessageRecord))]
[JsonSerializable(typeof(CertificateAuthorityRecord))]
[JsonSerializable(typeof(TwinRecord))]
[JsonSerializable(typeof(SessionRecord))]
[JsonSerializable(typeof(CloudMessageRecord))]
internal sealed partial class StateJsonContext : JsonSerializerContext;
