using System.Diagnostics;
using System.Text.Json;

namespace ModuleIdentities;

/// <summary>The paths of the local provisioner: see docs/serve.md.</summary>
internal static class ServePaths
{
    public const string Modules = "/v1/modules";

    /// <summary>Signs a token.</summary>
    public const string Token = "token";

    /// <summary>Says that the hub has refused the module.</summary>
    public const string Refused = "refused";

    /// <summary>Registers the device again.</summary>
    public const string Reprovision = "reprovision";

    /// <summary>Replaces the module's keys.</summary>
    public const string Rotate = "rotate";
}

/// <summary>What an application gets of its module.</summary>
internal enum ServedAccess
{
    /// <summary>Tokens, one for each connection; the module's key stays with the provisioner.</summary>
    Signatures,

    /// <summary>The module's keys, or its certificate.</summary>
    Keys,
}

/// <summary>A module as the local provisioner gives it.</summary>
/// <param name="HubHostName">The hub.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="ModuleId">The module.</param>
/// <param name="GenerationId">The hub's mark of this identity.</param>
/// <param name="Origin">Where the provisioner has it from.</param>
/// <param name="KeyFingerprint">The key that is to be used.</param>
/// <param name="KeysSince">When the keys came into being.</param>
/// <param name="Recovery">What was tried before, after a refusal.</param>
/// <param name="ProvisioningPayload">What custom allocation returned.</param>
/// <param name="Keys">The module's own secrets, primary first; null when the provisioner keeps them and signs.</param>
[DebuggerDisplay("{ModuleId,nq}")]
internal sealed record ServedModule(
    string HubHostName,
    string DeviceId,
    string ModuleId,
    string GenerationId,
    ModuleIdentityOrigin Origin,
    string KeyFingerprint,
    DateTimeOffset KeysSince,
    RecoveryStep Recovery,
    string? ProvisioningPayload,
    string[]? Keys)
{
    /// <exception cref="JsonException">A member is missing, or not of its type.</exception>
    public static ServedModule Read(JsonElement json) => new(
        json.NeededText("hubHostName"),
        json.NeededText("deviceId"),
        json.NeededText("moduleId"),
        json.NeededText("generationId"),
        json.NeededName<ModuleIdentityOrigin>("origin"),
        json.NeededText("keyFingerprint"),
        json.Time("keysSince") ?? throw new JsonException("There is no age of the keys."),
        json.NeededName<RecoveryStep>("recovery"),
        json.Text("provisioningPayload"),
        json.Texts("keys"));

    /// <summary>Keeps the keys out of logs.</summary>
    public override string ToString() => $"{DeviceId}/{ModuleId} on {HubHostName}";
}

/// <summary>A token that is wanted.</summary>
/// <param name="Resource">What it is to open: the module itself.</param>
/// <param name="Expires">When it is to end, in Unix seconds.</param>
/// <param name="KeyFingerprint">With which of the module's keys.</param>
internal sealed record ServedTokenRequest(string Resource, long Expires, string KeyFingerprint)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("resource", Resource);
        json.WriteNumber("expires", Expires);
        json.WriteString("keyFingerprint", KeyFingerprint);
        json.WriteEndObject();
    }
}

/// <summary>A token that was made.</summary>
internal sealed record ServedToken(string Token)
{
    /// <exception cref="JsonException">There is none.</exception>
    public static ServedToken Read(JsonElement json) => new(json.NeededText("token"));

    /// <summary>Keeps the token out of logs.</summary>
    public override string ToString() => "***";
}

/// <summary>An identity that the hub has refused.</summary>
internal sealed record ServedRefusal(string HubHostName, string DeviceId, string KeyFingerprint, RecoveryStep Recovery)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("hubHostName", HubHostName);
        json.WriteString("deviceId", DeviceId);
        json.WriteString("keyFingerprint", KeyFingerprint);
        json.WriteString("recovery", Recovery.ToString());
        json.WriteEndObject();
    }
}

/// <summary>A module that the caller may have.</summary>
internal sealed record ServedEntry(string ModuleId, ServedAccess Access);

/// <summary>Why nothing was given.</summary>
internal sealed record ServedFailure(ServedError Error)
{
    /// <exception cref="JsonException">A member is missing, or not of its type.</exception>
    public static ServedFailure Read(JsonElement json) => new(json.Part("error", ServedError.Read) ?? throw new JsonException("There is no error."));
}

/// <param name="Code">A <see cref="ModuleIdentityErrorCode"/>.</param>
/// <param name="Message">What happened and what to do; no secret.</param>
/// <param name="RetryAfterSeconds">How long the service that was asked wants to be left alone.</param>
internal sealed record ServedError(string Code, string Message, double? RetryAfterSeconds)
{
    public static ServedError Read(JsonElement json) => new(json.NeededText("code"), json.NeededText("message"), json.Number("retryAfterSeconds"));
}
