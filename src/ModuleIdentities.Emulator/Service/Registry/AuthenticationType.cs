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

    /// <summary>Nothing proves it: a module of the system before its device has given it keys.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}
