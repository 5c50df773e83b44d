using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The enrolments, and how the last registration of each went.</summary>
internal sealed class EnrollmentDirectory(IStateStore store)
{
    private readonly StateTable<EnrollmentRecord> _enrollments = new(store, "enrollments", StateJsonContext.Default.EnrollmentRecord);
    private readonly StateTable<RegistrationRecord> _registrations = new(store, "registrations", StateJsonContext.Default.RegistrationRecord);

    public Versioned<EnrollmentRecord>? Find(string registrationId) => _enrollments.Find(RegistrationId.Key(registrationId));

    public IReadOnlyList<EnrollmentRecord> List() => [.. _enrollments.List().Select(enrollment => enrollment.Value)];

    public bool TryAdd(EnrollmentRecord enrollment) =>
        store.Commit([_enrollments.Put(RegistrationId.Key(enrollment.RegistrationId), enrollment, DocumentChange.Absent)]);

    public bool TryReplace(Versioned<EnrollmentRecord> found, EnrollmentRecord enrollment) =>
        store.Commit([_enrollments.Put(found.Key, enrollment, found.Version)]);

    /// <summary>Removes the enrolment and the record of its registration, but not the device.</summary>
    public bool Remove(string registrationId)
    {
        string key = RegistrationId.Key(registrationId);
        return Find(registrationId) is { } found
            && store.Commit([_enrollments.Remove(key, found.Version), _registrations.Remove(key, DocumentChange.Any)]);
    }

    public Versioned<RegistrationRecord>? FindRegistration(string registrationId) => _registrations.Find(RegistrationId.Key(registrationId));

    public ValueTask<bool> PutRegistrationAsync(RegistrationRecord registration, long expectedVersion, CancellationToken cancellationToken) =>
        store.CommitAsync([_registrations.Put(RegistrationId.Key(registration.RegistrationId), registration, expectedVersion)], cancellationToken);
}
