using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator;

/// <summary>
/// Chooses the hub of a device. An exception, or a hub that is not among those asked about, fails the registration with
/// <c>errorCode</c> 400207.
/// </summary>
/// <param name="request">Who registers.</param>
/// <param name="cancellationToken">Ends when the emulator does.</param>
public delegate ValueTask<AllocationAnswer> CustomAllocation(AllocationRequest request, CancellationToken cancellationToken);

/// <summary>Who registers, as a custom allocation is told.</summary>
/// <param name="RegistrationId">The registration id.</param>
/// <param name="EnrollmentGroupId">The group, or null for an individual enrolment.</param>
/// <param name="Payload">What the device sent along, or null.</param>
/// <param name="LinkedHubs">The names of the hubs to choose from.</param>
/// <param name="CurrentHub">The hub that the device has, or null when it registers for the first time.</param>
public sealed record AllocationRequest(
    string RegistrationId, string? EnrollmentGroupId, JsonObject? Payload, IReadOnlyList<string> LinkedHubs, string? CurrentHub);

/// <summary>What a custom allocation decided.</summary>
/// <param name="HubName">The name of the hub.</param>
public sealed record AllocationAnswer(string HubName)
{
    /// <summary>The twin that a new device starts with, instead of the enrolment's; null for the enrolment's.</summary>
    public JsonObject? InitialTwin { get; init; }

    /// <summary>What the device gets back as <c>payload</c>; null for nothing.</summary>
    public JsonObject? Payload { get; init; }
}
