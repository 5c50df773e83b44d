using System.Security.Cryptography;
using System.Text;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Twins;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The Device Provisioning Service: registers enrolled devices with one of its hubs (protocol sections 2 and 3).</summary>
internal sealed class ProvisioningService(
    ProvisioningSettings settings,
    AttestationVerifier verifier,
    EnrollmentDirectory enrollments,
    HubAllocator allocator,
    ProvisioningLimits limits,
    TimeProvider time)
{
    public ProvisioningSettings Settings => settings;

    /// <summary>Registers the device, and answers that it is being assigned.</summary>
    /// <exception cref="ProvisioningRefusedException">The caller is not enrolled or has no valid credential, or there are too many.</exception>
    public async ValueTask<RegistrationRecord> RegisterAsync(ProvisioningCaller caller, RegistrationRequest request, CancellationToken cancellationToken)
    {
        AttestedDevice device = Verify(caller, request);
        limits.AdmitRegistration();
        while (true)
        {
            Versioned<RegistrationRecord>? previous = enrollments.FindRegistration(caller.RegistrationId);
            RegistrationRecord registration = await DecideAsync(device, request, previous?.Value, cancellationToken).ConfigureAwait(false);
            long expected = previous?.Version ?? DocumentChange.Absent;
            if (await enrollments.PutRegistrationAsync(registration, expected, cancellationToken).ConfigureAwait(false))
            {
                return registration with { Status = RegistrationStatus.Assigning };
            }
        }
    }

    /// <summary>How the operation stands; each call brings its end one step nearer.</summary>
    /// <exception cref="ProvisioningRefusedException">The caller has no valid credential, or the operation is not its last.</exception>
    public async ValueTask<RegistrationRecord> PollAsync(ProvisioningCaller caller, string operationId, CancellationToken cancellationToken)
    {
        verifier.Verify(caller);
        limits.AdmitPoll(caller.RegistrationId);
        while (true)
        {
            if (enrollments.FindRegistration(caller.RegistrationId) is not { } found || found.Value.OperationId != operationId)
            {
                throw new ProvisioningRefusedException(ProvisioningError.OperationNotFound, "Operation not found.");
            }

            RegistrationRecord registration = found.Value;
            if (registration.PollsLeft == 0)
            {
                return registration;
            }

            RegistrationRecord counted = registration with { PollsLeft = registration.PollsLeft - 1 };
            if (await enrollments.PutRegistrationAsync(counted, found.Version, cancellationToken).ConfigureAwait(false))
            {
                return registration with { Status = RegistrationStatus.Assigning };
            }
        }
    }

    /// <summary>The last registration of the device.</summary>
    /// <exception cref="ProvisioningRefusedException">The caller has no valid credential, or the device never registered.</exception>
    public RegistrationRecord LookUp(ProvisioningCaller caller, RegistrationRequest request)
    {
        Verify(caller, request);
        limits.AdmitOperation();
        return enrollments.FindRegistration(caller.RegistrationId)?.Value
            ?? throw new ProvisioningRefusedException(ProvisioningError.NotEnrolled, "Registration not found.");
    }

    // The form of the service's own: a version, a hash of the registration id, and a GUID.
    private static string NewOperationId(string registrationId)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(RegistrationId.Key(registrationId)));
        return $"5.{Convert.ToHexStringLower(hash, 0, 8)}.{Guid.NewGuid()}";
    }

    private AttestedDevice Verify(ProvisioningCaller caller, RegistrationRequest request)
    {
        if (!RegistrationId.IsValid(caller.RegistrationId))
        {
            throw new ProvisioningRefusedException(ProvisioningError.BadRequest, "The registration id is not valid.");
        }

        AttestedDevice device = verifier.Verify(caller, request.Tpm);
        return request.RegistrationId is null || string.Equals(request.RegistrationId, caller.RegistrationId, StringComparison.OrdinalIgnoreCase)
            ? device
            : throw new ProvisioningRefusedException(ProvisioningError.BadRequest, "The registration id of the body is not that of the address.");
    }

    private async ValueTask<RegistrationRecord> DecideAsync(
        AttestedDevice device, RegistrationRequest request, RegistrationRecord? previous, CancellationToken cancellationToken)
    {
        EnrollmentRecord enrollment = device.Enrollment;
        DateTimeOffset now = time.GetUtcNow();
        RegistrationRecord registration = new(
            device.RegistrationId,
            NewOperationId(device.RegistrationId),
            settings.AssigningPolls,
            RegistrationStatus.Disabled,
            previous?.Created ?? now,
            now,
            EnrollmentDirectory.NewETag(),

            // Kept also when the registration fails: the device still is where it was.
            AssignedHub: previous?.AssignedHub,
            DeviceId: previous?.DeviceId,
            GroupId: enrollment.IsGroup ? enrollment.Id : null,
            IsSymmetric: enrollment.Attestation.Keys is not null,
            Certificate: device.Certificate,
            SigningCertificate: device.SigningCertificate);
        if (!enrollment.IsEnabled)
        {
            return settings.Assumptions.RefuseDisabledEnrollments
                ? throw new ProvisioningRefusedException(ProvisioningError.Unauthorized, "Unauthorized")
                : registration;
        }

        try
        {
            (Allocation allocation, string substatus) = await AssignAsync(device, request, previous, cancellationToken).ConfigureAwait(false);
            return registration with
            {
                Status = RegistrationStatus.Assigned,
                AssignedHub = allocation.Hub.HostName,
                DeviceId = device.DeviceId,
                Substatus = substatus,
                Payload = allocation.Payload,
                TpmKey = device is { StorageRootKey: { } storageRootKey, Enrollment.Attestation.Tpm: { } tpm }
                    ? TpmChallenges.Encrypt(Convert.FromBase64String(tpm.HubKeys.Primary), tpm.EndorsementKey, storageRootKey)
                    : null,
            };
        }
        catch (RegistrationFailedException exception)
        {
            return registration with { Status = RegistrationStatus.Failed, ErrorCode = (int)exception.Failure, ErrorMessage = exception.Message };
        }
        catch (HubRefusedException exception)
        {
            return registration with { Status = RegistrationStatus.Failed, ErrorCode = (int)RegistrationFailure.HubRefused, ErrorMessage = exception.Message };
        }
    }

    private async ValueTask<(Allocation Allocation, string Substatus)> AssignAsync(
        AttestedDevice device, RegistrationRequest request, RegistrationRecord? previous, CancellationToken cancellationToken)
    {
        ReprovisioningPolicy policy = device.Enrollment.Reprovisioning;
        LinkedHub? current = allocator.Find(previous?.AssignedHub);
        bool stays = policy == ReprovisioningPolicy.Never && current is not null;
        Allocation allocation = stays
            ? new Allocation(current!)
            : await allocator.ChooseAsync(device, request.Payload, current?.HostName, cancellationToken).ConfigureAwait(false);
        PrincipalId id = new(previous?.DeviceId ?? device.DeviceId);
        bool migrates = policy == ReprovisioningPolicy.MigrateData && current is not null && current != allocation.Hub;
        DeviceRecord? moved = migrates ? current!.Directory.FindDevice(id.DeviceId)?.Value : null;
        TwinSeed? twin = moved is not null ? new TwinSeed(Moved: current!.Twins.Get(id).Record)
            : (allocation.InitialTwin ?? device.Enrollment.InitialTwin) is { } initial ? TwinSeed.Read(initial)
            : null;

        // First into the new hub, then out of the old one: a crash in between loses nothing, and the next registration ends it.
        await DeviceAssignment.AssignAsync(allocation.Hub, device, moved, twin, cancellationToken).ConfigureAwait(false);
        if (current is null)
        {
            return (allocation, "initialAssignment");
        }

        if (current == allocation.Hub)
        {
            return (allocation, stays ? "reprovisionedToInitialAssignment" : settings.Assumptions.SubstatusOfRepeatedRegistration);
        }

        await DeviceAssignment.RemoveAsync(current, id.DeviceId, cancellationToken).ConfigureAwait(false);
        return (allocation, policy == ReprovisioningPolicy.MigrateData ? "deviceDataMigrated" : "deviceDataReset");
    }
}
