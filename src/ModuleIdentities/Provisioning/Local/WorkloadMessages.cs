using System.Text.Json;

namespace ModuleIdentities;

/// <summary>What the workload API is to sign (Azure/iotedge, edgelet/api/workloadVersion_2020_07_07.yaml).</summary>
/// <param name="KeyId">Which of the module's keys.</param>
/// <param name="Algo">How.</param>
/// <param name="Data">What, in base64.</param>
internal sealed record WorkloadSignRequest(string KeyId, string Algo, byte[] Data)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("keyId", KeyId);
        json.WriteString("algo", Algo);
        json.WriteBase64String("data", Data);
        json.WriteEndObject();
    }
}

/// <param name="Digest">The signature, in base64.</param>
internal sealed record WorkloadSignature(byte[]? Digest)
{
    public static WorkloadSignature Read(JsonElement json) => new(json.Bytes("digest"));
}

/// <param name="Certificate">The certificates that a module of this device is to trust, as PEM.</param>
internal sealed record WorkloadTrustBundle(string? Certificate)
{
    public static WorkloadTrustBundle Read(JsonElement json) => new(json.Text("certificate"));
}
