using System.Text;
using ModuleIdentities.Emulator.Service.Security;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The enrolments, the groups, the authorities that were uploaded to the service, and how the last registration of each device went.</summary>
internal sealed class EnrollmentDirectory(IStateStore store)
{
    private readonly StateTable<EnrollmentRecord> _individuals = new(store, "enrollments", StateJsonContext.Default.EnrollmentRecord);
    private readonly StateTable<EnrollmentRecord> _groups = new(store, "enrollmentGroups", StateJsonContext.Default.EnrollmentRecord);
    private readonly StateTable<UploadedAuthority> _authorities = new(store, "provisioningAuthorities", StateJsonContext.Default.UploadedAuthority);
    private readonly StateTable<RegistrationRecord> _registrations = new(store, "registrations", StateJsonContext.Default.RegistrationRecord);

    /// <summary>Raised after a commit, on the committer's thread.</summary>
    public event Action? Changed;

    /// <summary>A new entity tag: base64 of a quoted GUID, as the service's are (protocol 2.3).</summary>
    public static string NewETag() => Convert.ToBase64String(Encoding.ASCII.GetBytes($"\"{Guid.NewGuid()}\""));

    public Versioned<EnrollmentRecord>? Find(string id, bool isGroup) => Table(isGroup).Find(RegistrationId.Key(id));

    public IReadOnlyList<EnrollmentRecord> List(bool isGroup, string? after = null, int limit = int.MaxValue) =>
        [.. Table(isGroup).List(after: after, limit: limit).Select(enrollment => enrollment.Value)];

    public bool TryAdd(EnrollmentRecord enrollment) =>
        Commit(Table(enrollment.IsGroup).Put(RegistrationId.Key(enrollment.Id), enrollment, DocumentChange.Absent));

    public bool TryReplace(Versioned<EnrollmentRecord> found, EnrollmentRecord enrollment) =>
        Commit(Table(enrollment.IsGroup).Put(found.Key, enrollment, found.Version));

    /// <summary>Removes the enrolment and, of an individual one, the record of its registration; but not the device.</summary>
    public bool TryRemove(Versioned<EnrollmentRecord> found)
    {
        DocumentChange removal = Table(found.Value.IsGroup).Remove(found.Key, found.Version);
        return Commit(found.Value.IsGroup ? [removal] : [removal, _registrations.Remove(found.Key, DocumentChange.Any)]);
    }

    public byte[]? FindAuthority(string name) => _authorities.Find(name)?.Value.Certificate;

    public void PutAuthority(string name, UploadedAuthority authority) => store.Commit([_authorities.Put(name, authority, DocumentChange.Any)]);

    public bool RemoveAuthority(string name) => _authorities.Find(name) is { } found && store.Commit([_authorities.Remove(name, found.Version)]);

    public Versioned<RegistrationRecord>? FindRegistration(string registrationId) => _registrations.Find(RegistrationId.Key(registrationId));

    /// <summary>The registrations of a group's devices.</summary>
    public IEnumerable<RegistrationRecord> ListRegistrations(string groupId, string? after) => _registrations.List(after: after)
        .Select(registration => registration.Value)
        .Where(registration => string.Equals(registration.GroupId, groupId, StringComparison.OrdinalIgnoreCase));

    public async ValueTask<bool> PutRegistrationAsync(RegistrationRecord registration, long expectedVersion, CancellationToken cancellationToken)
    {
        DocumentChange change = _registrations.Put(RegistrationId.Key(registration.RegistrationId), registration, expectedVersion);
        return Told(await store.CommitAsync([change], cancellationToken).ConfigureAwait(false));
    }

    public bool TryRemove(Versioned<RegistrationRecord> found) => Commit(_registrations.Remove(found.Key, found.Version));

    private bool Commit(params IReadOnlyList<DocumentChange> changes) => Told(store.Commit(changes));

    private bool Told(bool isCommitted)
    {
        if (isCommitted)
        {
            Changed?.Invoke();
        }

        return isCommitted;
    }

    private StateTable<EnrollmentRecord> Table(bool isGroup) => isGroup ? _groups : _individuals;
}
