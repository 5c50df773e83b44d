using ModuleIdentities.Emulator.Service.Provisioning.Tpm;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Twins;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>
/// Changes enrolments and groups by the rules of the service API: a write without an entity tag creates, one with a tag updates. Whoever updates
/// may leave the secrets out, as the service leaves them out when it is read; they stay.
/// </summary>
internal sealed class EnrollmentService(EnrollmentDirectory directory, HubAllocator allocator, TimeProvider time)
{
    /// <exception cref="ProvisioningRefusedException">There is none.</exception>
    public EnrollmentRecord Get(string id, bool isGroup) => Require(id, isGroup).Value;

    /// <param name="wanted">The enrolment.</param>
    /// <param name="ifMatch">The tag of the one to update; null to create one.</param>
    /// <param name="mayReplace">Whether without a tag one that is there already is replaced.</param>
    /// <exception cref="ProvisioningRefusedException">The enrolment is not valid, is there already, or is not the one of the tag.</exception>
    public EnrollmentRecord Put(EnrollmentRecord wanted, EntityTag? ifMatch, bool mayReplace = false)
    {
        RequireValid(wanted);
        if (ifMatch is not { } match)
        {
            EnrollmentRecord created = Stamp(wanted with { Attestation = Complete(wanted, null) }, time.GetUtcNow());
            return directory.TryAdd(created) ? created
                : mayReplace ? Put(wanted, EntityTag.Any)
                : throw new ProvisioningRefusedException(ProvisioningError.Conflict, $"Enrollment '{wanted.Id}' already exists.");
        }

        while (true)
        {
            Versioned<EnrollmentRecord> found = RequireMatch(wanted.Id, wanted.IsGroup, match);
            EnrollmentRecord updated = Stamp(wanted with { Attestation = Complete(wanted, found.Value) }, found.Value.Created);
            if (directory.TryReplace(found, updated))
            {
                return updated;
            }
        }
    }

    /// <exception cref="ProvisioningRefusedException">There is none, or it is not the one of the tag.</exception>
    public void Delete(string id, bool isGroup, EntityTag? ifMatch)
    {
        while (!directory.TryRemove(RequireMatch(id, isGroup, ifMatch ?? EntityTag.Any)))
        {
        }
    }

    /// <exception cref="ProvisioningRefusedException">The device never registered.</exception>
    public RegistrationRecord GetRegistration(string registrationId) => RequireRegistration(registrationId).Value;

    /// <summary>Forgets the registration of a device; the device stays in its hub.</summary>
    /// <exception cref="ProvisioningRefusedException">The device never registered, or the registration is not the one of the tag.</exception>
    public void DeleteRegistration(string registrationId, EntityTag? ifMatch)
    {
        Versioned<RegistrationRecord> found;
        do
        {
            found = RequireRegistration(registrationId);
            if (ifMatch is { } match && !match.Matches(found.Value.ETag))
            {
                throw Precondition();
            }
        }
        while (!directory.TryRemove(found));
    }

    private static ProvisioningRefusedException Bad(string message) => new(ProvisioningError.BadRequest, message);

    private static ProvisioningRefusedException Precondition() => new(ProvisioningError.PreconditionFailed, "The etag is not the current one.");

    private static AttestationRecord Complete(EnrollmentRecord wanted, EnrollmentRecord? present)
    {
        AttestationRecord attestation = wanted.Attestation;
        if (attestation == AttestationRecord.WithKeysToMake)
        {
            return present?.Attestation is { Keys: not null } keys ? keys : new AttestationRecord(SymmetricKeys.Generate());
        }

        if (attestation.Tpm is { } tpm && present?.Attestation.Tpm is { } known && known.EndorsementKey.AsSpan().SequenceEqual(tpm.EndorsementKey))
        {
            // It is the same device, which keeps its keys.
            return attestation with { Tpm = tpm with { HubKeys = known.HubKeys } };
        }

        if (attestation == AttestationRecord.WithCertificatesToKeep)
        {
            return present?.Attestation is { Keys: null, Tpm: null } certificates ? certificates : throw Bad("The attestation has no certificate.");
        }

        return attestation;
    }

    private static void RequireValid(byte[] key, string name)
    {
        try
        {
            TpmStorageKey.Read(key);
        }
        catch (FormatException exception)
        {
            throw Bad($"The {name} is not the public part of a TPM's (TPM2B_PUBLIC). {exception.Message}");
        }
    }

    private EnrollmentRecord Stamp(EnrollmentRecord enrollment, DateTimeOffset created) =>
        enrollment with { ETag = EnrollmentDirectory.NewETag(), Created = created, Updated = time.GetUtcNow() };

    private Versioned<EnrollmentRecord> Require(string id, bool isGroup) =>
        directory.Find(id, isGroup) ?? throw new ProvisioningRefusedException(ProvisioningError.NotEnrolled, $"Enrollment '{id}' not found.");

    private Versioned<EnrollmentRecord> RequireMatch(string id, bool isGroup, EntityTag match)
    {
        Versioned<EnrollmentRecord> found = Require(id, isGroup);
        return match.Matches(found.Value.ETag) ? found : throw Precondition();
    }

    private Versioned<RegistrationRecord> RequireRegistration(string registrationId) => directory.FindRegistration(registrationId)
        ?? throw new ProvisioningRefusedException(ProvisioningError.NotEnrolled, $"Registration '{registrationId}' not found.");

    private void RequireValid(EnrollmentRecord wanted)
    {
        if (!RegistrationId.IsValid(wanted.Id))
        {
            throw Bad("The id is empty, too long, or has a character that is not allowed.");
        }

        if (wanted.DeviceId is { } deviceId && !IdentityName.IsValid(deviceId))
        {
            throw Bad("The device id is not valid.");
        }

        if (wanted.Attestation != AttestationRecord.WithKeysToMake && wanted.Attestation.Keys is { } keys && !(SymmetricKeys.IsKey(keys.Primary) && SymmetricKeys.IsKey(keys.Secondary)))
        {
            throw Bad("A key is not base64 of 16 to 64 bytes.");
        }

        if (wanted is { IsGroup: true, Attestation.Tpm: not null })
        {
            throw Bad("A group is not attested by a TPM, which is one device's.");
        }

        if (wanted.Attestation.Tpm is { } tpm)
        {
            RequireValid(tpm.EndorsementKey, "endorsement key");
            RequireValid(tpm.StorageRootKey ?? tpm.EndorsementKey, "storage root key");
        }

        if (wanted is { IsGroup: true, Attestation: { PrimaryClient: not null } or { SecondaryClient: not null } })
        {
            throw Bad("A group is attested by the certificates of its authorities, not by those of devices.");
        }

        try
        {
            _ = wanted.InitialTwin is { } twin ? TwinSeed.Read(twin) : null;
        }
        catch (HubRefusedException exception)
        {
            throw Bad(exception.Message);
        }

        if (wanted.Hubs?.FirstOrDefault(hub => allocator.Find(hub) is null) is { } unknown)
        {
            throw Bad($"IoT hub '{unknown}' is not linked.");
        }

        if (wanted is { Allocation: AllocationPolicy.Static, Hubs: null or { Count: 0 } })
        {
            throw Bad("Static allocation needs an IoT hub.");
        }
    }
}
