using System.Diagnostics;
using System.Text.Json;

namespace ModuleIdentities;

/// <summary>A module as the hub's registry describes it; members that we have no use for are left out.</summary>
internal sealed record ModuleRecord(
    string? DeviceId,
    string? ModuleId,
    string? GenerationId = null,
    string? Etag = null,
    string? ManagedBy = null,
    ModuleAuthentication? Authentication = null,
    string? ConnectionState = null,
    DateTimeOffset? LastActivityTime = null)
{
    /// <exception cref="JsonException">A member is not of its type.</exception>
    public static ModuleRecord Read(JsonElement json) => new(
        json.Text("deviceId"),
        json.Text("moduleId"),
        json.Text("generationId"),
        json.Text("etag"),
        json.Text("managedBy"),
        json.Part("authentication", ModuleAuthentication.Read),
        json.Text("connectionState"),
        json.Time("lastActivityTime"));

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteGiven("deviceId", DeviceId);
        json.WriteGiven("moduleId", ModuleId);
        json.WriteGiven("generationId", GenerationId);
        json.WriteGiven("etag", Etag);
        json.WriteGiven("managedBy", ManagedBy);
        Authentication?.Write(json);
        json.WriteGiven("connectionState", ConnectionState);
        if (LastActivityTime is { } time)
        {
            json.WriteString("lastActivityTime", time);
        }

        json.WriteEndObject();
    }
}

/// <summary>How a module proves itself.</summary>
internal sealed record ModuleAuthentication(string? Type, ModuleSymmetricKey? SymmetricKey = null, ModuleThumbprint? X509Thumbprint = null)
{
    public static ModuleAuthentication Read(JsonElement json) => new(
        json.Text("type"),
        json.Part("symmetricKey", static keys => new ModuleSymmetricKey(keys.Text("primaryKey"), keys.Text("secondaryKey"))),
        json.Part("x509Thumbprint", static thumbprints => new ModuleThumbprint(thumbprints.Text("primaryThumbprint"), thumbprints.Text("secondaryThumbprint"))));

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("authentication");
        json.WriteGiven("type", Type);
        if (SymmetricKey is { } keys)
        {
            json.WriteStartObject("symmetricKey");
            json.WriteGiven("primaryKey", keys.PrimaryKey);
            json.WriteGiven("secondaryKey", keys.SecondaryKey);
            json.WriteEndObject();
        }

        if (X509Thumbprint is { } thumbprints)
        {
            json.WriteStartObject("x509Thumbprint");
            json.WriteGiven("primaryThumbprint", thumbprints.PrimaryThumbprint);
            json.WriteGiven("secondaryThumbprint", thumbprints.SecondaryThumbprint);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}

/// <summary>The keys of a module.</summary>
[DebuggerDisplay("***")]
internal sealed record ModuleSymmetricKey(string? PrimaryKey, string? SecondaryKey)
{
    public override string ToString() => "***";
}

/// <summary>The thumbprints of a module's self-signed certificates, SHA-1 or SHA-256 in hexadecimal digits.</summary>
internal sealed record ModuleThumbprint(string? PrimaryThumbprint, string? SecondaryThumbprint);
