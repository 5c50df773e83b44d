using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>An identity as identityd tells it (iot-identity-service, docs/api/identity-service.md).</summary>
internal sealed record IdentityServiceIdentity(string? Type, IdentityServiceSpec? Spec);

/// <param name="HubName">The hub.</param>
/// <param name="GatewayHost">The host to connect to: the hub itself, or its gateway.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="ModuleId">The module; null for the identity of the device.</param>
/// <param name="GenId">The hub's mark of this identity.</param>
/// <param name="Auth">How it proves itself.</param>
internal sealed record IdentityServiceSpec(
    string? HubName, string? GatewayHost, string? DeviceId, string? ModuleId, string? GenId, IdentityServiceAuth? Auth);

/// <param name="Type"><c>sas</c> or <c>x509</c>.</param>
/// <param name="KeyHandle">What keyd calls the key.</param>
internal sealed record IdentityServiceAuth(string? Type, string? KeyHandle);

/// <summary>A module that identityd is to make.</summary>
internal sealed record IdentityServiceModuleRequest(string Type, string ModuleId);

/// <summary>What keyd is to sign (iot-identity-service, docs/api/keys-service.md).</summary>
internal sealed record KeyServiceSignRequest(string KeyHandle, string Algorithm, KeyServiceSignParameters Parameters);

/// <param name="Message">The message, in base64.</param>
internal sealed record KeyServiceSignParameters(byte[] Message);

/// <param name="Signature">The signature, in base64.</param>
internal sealed record KeyServiceSignature(byte[]? Signature);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IdentityServiceIdentity))]
[JsonSerializable(typeof(IdentityServiceModuleRequest))]
[JsonSerializable(typeof(KeyServiceSignRequest))]
[JsonSerializable(typeof(KeyServiceSignature))]
internal sealed partial class IdentityServiceJson : JsonSerializerContext;
