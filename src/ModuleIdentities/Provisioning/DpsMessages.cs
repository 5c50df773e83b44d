using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>The body of a registration request.</summary>
internal sealed record DpsRegisterRequest(string RegistrationId);

/// <summary>The state of a registration operation.</summary>
internal sealed record DpsOperation(string? OperationId, string? Status, DpsRegistrationState? RegistrationState);

/// <summary>What the service knows of a registration; members that we have no use for are left out.</summary>
internal sealed record DpsRegistrationState(string? AssignedHub, string? DeviceId, int? ErrorCode);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DpsRegisterRequest))]
[JsonSerializable(typeof(DpsOperation))]
internal sealed partial class DpsJson : JsonSerializerContext;
