using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator.Service.Twins;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>Asks whoever decides outside of the service about a device.</summary>
internal delegate ValueTask<AllocationAnswer> OutsideAllocation(AttestedDevice device, AllocationRequest request, CancellationToken cancellationToken);

/// <summary>Chooses the hub of a device by the policy of its enrolment.</summary>
/// <param name="hubs">The hubs that there are.</param>
/// <param name="webhook">Asks the web hook of an enrolment, which has one.</param>
/// <param name="assumptions">What is assumed of the service.</param>
internal sealed class HubAllocator(IReadOnlyList<LinkedHub> hubs, OutsideAllocation webhook, AzureAssumptions assumptions)
{
    private readonly ConcurrentDictionary<(bool IsGroup, string Id), CustomAllocation> _callbacks = new();

    /// <summary>Gives an enrolment the callback of its custom allocation.</summary>
    public void SetCallback(EnrollmentRecord enrollment, CustomAllocation callback) => _callbacks[Key(enrollment)] = callback;

    public LinkedHub? Find(string? hostName) => hubs.FirstOrDefault(hub => string.Equals(hub.HostName, hostName, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="RegistrationFailedException">No hub is linked, or custom allocation failed.</exception>
    public async ValueTask<Allocation> ChooseAsync(AttestedDevice device, string? payload, string? currentHub, CancellationToken cancellationToken)
    {
        EnrollmentRecord enrollment = device.Enrollment;
        LinkedHub[] candidates = enrollment.Hubs is { Count: > 0 } names
            ? [.. names.Select(Find).OfType<LinkedHub>().Where(hub => hub.IsLinked)]
            : [.. hubs.Where(hub => hub.IsLinked)];
        if (candidates.Length == 0)
        {
            throw NoHub();
        }

        return enrollment.Allocation switch
        {
            AllocationPolicy.Hashed => new Allocation(candidates.MaxBy(hub => Weight(hub, device.RegistrationId))!),
            AllocationPolicy.GeoLatency => new Allocation(candidates.MinBy(hub => hub.Latency)!),
            AllocationPolicy.Static => new Allocation(candidates[0]),
            _ => await AskAsync(device, candidates, payload, currentHub, cancellationToken).ConfigureAwait(false),
        };
    }

    private static (bool IsGroup, string Id) Key(EnrollmentRecord enrollment) => (enrollment.IsGroup, RegistrationId.Key(enrollment.Id));

    // Rendezvous hashing: linking or unlinking a hub moves no device that it does not have to.
    private static uint Weight(LinkedHub hub, string registrationId) => BinaryPrimitives.ReadUInt32BigEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{hub.HostName.ToLowerInvariant()}\n{RegistrationId.Key(registrationId)}")));

    private async ValueTask<Allocation> AskAsync(
        AttestedDevice device, LinkedHub[] candidates, string? payload, string? currentHub, CancellationToken cancellationToken)
    {
        EnrollmentRecord enrollment = device.Enrollment;
        AllocationRequest request = new(
            device.RegistrationId,
            enrollment.IsGroup ? enrollment.Id : null,
            payload is null ? null : JsonNode.Parse(payload)!.AsObject(),
            [.. candidates.Select(hub => hub.HostName)],
            currentHub);
        AllocationAnswer answer;
        try
        {
            answer = _callbacks.TryGetValue(Key(enrollment), out CustomAllocation? callback) ? await callback(request, cancellationToken).ConfigureAwait(false)
                : enrollment.WebhookUrl is not null ? await webhook(device, request, cancellationToken).ConfigureAwait(false)
                : throw Failed("there is nothing to ask");
        }
        catch (Exception exception)
            when (exception is not RegistrationFailedException && (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested))
        {
            throw Failed($"it threw {exception.GetType().Name}");
        }

        LinkedHub? chosen = candidates.FirstOrDefault(hub => string.Equals(hub.HostName, answer.HubName, StringComparison.OrdinalIgnoreCase));
        if (chosen is null)
        {
            throw assumptions.UnlinkedAllocationFails ? Failed("the hub it chose is not linked") : NoHub();
        }

        string? twin = answer.InitialTwin?.ToJsonString();
        return IsTwin(twin) ? new Allocation(chosen, twin, answer.Payload?.ToJsonString()) : throw Failed("the initial twin it gave is none");
    }

    private static bool IsTwin(string? json)
    {
        try
        {
            _ = json is null ? null : TwinSeed.Read(json);
            return true;
        }
        catch (HubRefusedException)
        {
            return false;
        }
    }

    private static RegistrationFailedException NoHub() => new(RegistrationFailure.NoHubLinked, "No linked IoT hub is available for the enrollment.");

    private static RegistrationFailedException Failed(string reason) =>
        new(RegistrationFailure.CustomAllocationFailed, $"Custom allocation failed: {reason}.");
}

/// <summary>The hub of a device, and what custom allocation says besides.</summary>
/// <param name="Hub">The hub.</param>
/// <param name="InitialTwin">The initial twin instead of the enrolment's, as JSON text; null for the enrolment's.</param>
/// <param name="Payload">What the device gets back, as JSON text.</param>
internal sealed record Allocation(LinkedHub Hub, string? InitialTwin = null, string? Payload = null);
