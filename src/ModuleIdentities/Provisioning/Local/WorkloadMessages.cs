using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>What the workload API is to sign (Azure/iotedge, edgelet/api/workloadVersion_2020_07_07.yaml).</summary>
/// <param name="KeyId">Which of the module's keys.</param>
/// <param name="Algo">How.</param>
/// <param name="Data">What, in base64.</param>
internal sealed record WorkloadSignRequest(string KeyId, string Algo, byte[] Data);

/// <param name="Digest">The signature, in base64.</param>
internal sealed record WorkloadSignature(byte[]? Digest);

/// <param name="Certificate">The certificates that a module of this device is to trust, as PEM.</param>
internal sealed record WorkloadTrustBundle(string? Certificate);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WorkloadSignRequest))]
[JsonSerializable(typeof(WorkloadSignature))]
[JsonSerializable(typeof(WorkloadTrustBundle))]
internal sealed partial class WorkloadJson : JsonSerializerContext;
