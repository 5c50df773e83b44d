using System.Text.Json.Serialization;

namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>The values of <c>authentication.type</c>, spelled as on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuthenticationType>))]
internal enum AuthenticationType
{
    [JsonStringEnumMemberName("sas")]
    Sas,

    [JsonStringEnumMemberName("selfSigned")]
    SelfSigned,

    [JsonStringEnumMemberName("certificateAuthority")]
    CertificateAuthority,
}
