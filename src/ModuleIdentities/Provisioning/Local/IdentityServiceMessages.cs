using System.Text.Json;

namespace ModuleIdentities;

/// <summary>An identity as identityd tells it (iot-identity-service, docs/api/identity-service.md).</summary>
internal sealed record IdentityServiceIdentity(string? Type, IdentityServiceSpec? Spec)
{
    public static IdentityServiceIdentity Read(JsonElement json) => new(json.Text("type"), json.Part("spec", IdentityServiceSpec.Read));
}

/// <param name="HubName">The hub.</param>
/// <param name="GatewayHost">The host to connect to: the hub itself, or its gateway.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="ModuleId">The module; null for the identity of the device.</param>
/// <param name="GenId">The hub's mark of this identity.</param>
/// <param name="Auth">How it proves itself.</param>
internal sealed record IdentityServiceSpec(
    string? HubName, string? GatewayHost, string? DeviceId, string? ModuleId, string? GenId, IdentityServiceAuth? Auth)
{
    public static IdentityServiceSpec Read(JsonElement json) => new(
        json.Text("hubName"),
        json.Text("gatewayHost"),
        json.Text("deviceId"),
        json.Text("moduleId"),
        json.Text("genId"),
        json.Part("auth", static auth => new IdentityServiceAuth(auth.Text("type"), auth.Text("keyHandle"))));
}

/// <param name="Type"><c>sas</c> or <c>x509</c>.</param>
/// <param name="KeyHandle">What keyd calls the key.</param>
internal sealed record IdentityServiceAuth(string? Type, string? KeyHandle);

/// <summary>Why identityd or keyd did not do it, each reason after what came of it (iot-identity-service, http-common/src/server.rs).</summary>
internal sealed record IdentityServiceFailure(string? Message)
{
    private const string Because = "caused by: ";

    /// <summary>What it all came from: the words of a hub, where that was it.</summary>
    public string Cause => Message is null ? "" : Message[(Message.LastIndexOf(Because, StringComparison.Ordinal) is >= 0 and var start ? start + Because.Length : 0)..];

    public static IdentityServiceFailure Read(JsonElement json) => new(json.Text("message"));
}

/// <summary>A module that identityd is to make.</summary>
internal sealed record IdentityServiceModuleRequest(string Type, string ModuleId)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", Type);
        json.WriteString("moduleId", ModuleId);
        json.WriteEndObject();
    }
}

/// <summary>What keyd is to sign (iot-identity-service, docs/api/keys-service.md).</summary>
/// <param name="KeyHandle">What keyd calls the key.</param>
/// <param name="Algorithm">How.</param>
/// <param name="Message">What.</param>
internal sealed record KeyServiceSignRequest(string KeyHandle, string Algorithm, byte[] Message)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("keyHandle", KeyHandle);
        json.WriteString("algorithm", Algorithm);
        json.WriteStartObject("parameters");
        json.WriteBase64String("message", Message);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <param name="Signature">The signature, in base64.</param>
internal sealed record KeyServiceSignature(byte[]? Signature)
{
    public static KeyServiceSignature Read(JsonElement json) => new(json.Bytes("signature"));
}
