using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>The body of a registration request.</summary>
internal sealed record DpsRegisterRequest(
    string RegistrationId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonObject? Payload,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TpmIdentity? Tpm = null)
{
    /// <summary>The name under which a payload announces a DTDL model (IoT Plug and Play conventions).</summary>
    private const string ModelId = "modelId";

    /// <param name="enrollment">The enrolment.</param>
    /// <param name="tpm">The TPM that is to be challenged; null for none.</param>
    public static byte[] Create(DpsEnrollment enrollment, TpmIdentity? tpm = null) => JsonSerializer.SerializeToUtf8Bytes(
        new DpsRegisterRequest(enrollment.RegistrationId, PayloadOf(enrollment), tpm), DpsJson.Default.DpsRegisterRequest);

    /// <summary>What custom allocation is told: the payload of the options, and the model.</summary>
    public static JsonObject? PayloadOf(DpsEnrollment enrollment)
    {
        JsonObject? payload = TryReadPayload(enrollment.Payload, out JsonObject? given) ? given : null;
        if (enrollment.ModelId is not null)
        {
            payload ??= [];
            payload[ModelId] = enrollment.ModelId;
        }

        return payload;
    }

    public static bool TryReadPayload(string? text, [NotNullWhen(true)] out JsonObject? payload)
    {
        payload = null;
        if (!string.IsNullOrEmpty(text))
        {
            try
            {
                payload = JsonNode.Parse(text) as JsonObject;
            }
            catch (JsonException)
            {
                // The caller says so, naming the option.
            }
        }

        return payload is not null;
    }
}

/// <summary>The state of a registration operation.</summary>
internal sealed record DpsOperation(string? OperationId, string? Status, DpsRegistrationState? RegistrationState);

/// <summary>What the service knows of a registration; members that we have no use for are left out.</summary>
internal sealed record DpsRegistrationState(
    string? AssignedHub,
    string? DeviceId,
    int? ErrorCode,
    string? Substatus = null,
    string? ConnectionProfile = null,
    JsonObject? Payload = null,
    DpsTpmKey? Tpm = null);

/// <summary>A key that is encrypted for one TPM alone: a challenge, or the device's key at its hub.</summary>
internal sealed record DpsTpmKey(byte[]? AuthenticationKey)
{
    /// <summary>The challenge in a refusal; null when it has none.</summary>
    public static byte[]? ReadChallenge(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, DpsJson.Default.DpsTpmKey)?.AuthenticationKey;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DpsRegisterRequest))]
[JsonSerializable(typeof(DpsOperation))]
[JsonSerializable(typeof(DpsTpmKey))]
internal sealed partial class DpsJson : JsonSerializerContext;
