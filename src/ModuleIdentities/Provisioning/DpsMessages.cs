using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities;

/// <summary>The body of a registration request.</summary>
internal static class DpsRegisterRequest
{
    /// <summary>The name under which a payload announces a DTDL model (IoT Plug and Play conventions).</summary>
    private const string ModelId = "modelId";

    /// <param name="enrollment">The enrolment.</param>
    /// <param name="tpm">The TPM that is to be challenged; null for none.</param>
    public static byte[] Create(DpsEnrollment enrollment, TpmIdentity? tpm = null) => JsonBody.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("registrationId", enrollment.RegistrationId);
        if (PayloadOf(enrollment) is { } payload)
        {
            json.WritePropertyName("payload");
            payload.WriteTo(json);
        }

        if (tpm is not null)
        {
            json.WriteStartObject("tpm");
            json.WriteString("endorsementKey", tpm.EndorsementKey);
            json.WriteString("storageRootKey", tpm.StorageRootKey);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

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
internal sealed record DpsOperation(string? OperationId, string? Status, DpsRegistrationState? RegistrationState)
{
    /// <exception cref="JsonException">A member is not of its type.</exception>
    public static DpsOperation Read(JsonElement json) =>
        new(json.Text("operationId"), json.Text("status"), json.Part("registrationState", DpsRegistrationState.Read));
}

/// <summary>What the service knows of a registration; members that we have no use for are left out.</summary>
internal sealed record DpsRegistrationState(
    string? AssignedHub,
    string? DeviceId,
    int? ErrorCode,
    string? Substatus = null,
    string? ConnectionProfile = null,
    JsonObject? Payload = null,
    DpsTpmKey? Tpm = null)
{
    public static DpsRegistrationState Read(JsonElement json) => new(
        json.Text("assignedHub"),
        json.Text("deviceId"),
        json.Integer("errorCode"),
        json.Text("substatus"),
        json.Text("connectionProfile"),
        json.Part("payload", static payload => JsonObject.Create(payload.Clone())!),
        json.Part("tpm", DpsTpmKey.Read));
}

/// <summary>A key that is encrypted for one TPM alone: a challenge, or the device's key at its hub.</summary>
internal sealed record DpsTpmKey(byte[]? AuthenticationKey)
{
    public static DpsTpmKey Read(JsonElement json) => new(json.Bytes("authenticationKey"));

    /// <summary>The challenge in a refusal; null when it has none.</summary>
    public static byte[]? ReadChallenge(byte[] body)
    {
        try
        {
            return JsonBody.Read(body, Read)?.AuthenticationKey;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
