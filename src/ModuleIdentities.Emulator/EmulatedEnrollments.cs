using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Security;

namespace ModuleIdentities.Emulator;

/// <summary>The enrolments of the emulated Device Provisioning Service.</summary>
public sealed class EmulatedEnrollments
{
    private readonly EnrollmentDirectory _directory;
    private readonly EnrollmentService _service;
    private readonly HubAllocator _allocator;
    private readonly TimeProvider _time;

    internal EmulatedEnrollments(EnrollmentDirectory directory, EnrollmentService service, HubAllocator allocator, TimeProvider time)
    {
        _directory = directory;
        _service = service;
        _allocator = allocator;
        _time = time;
    }

    /// <summary>Adds an individual enrolment with symmetric keys; one with the same id and primary key may be there already.</summary>
    /// <param name="registrationId">Up to 128 letters, digits and <c>- . _ :</c>.</param>
    /// <param name="primaryKey">Base64 of 16 to 64 bytes; made by the emulator when null.</param>
    /// <param name="secondaryKey">Base64 of 16 to 64 bytes; made by the emulator when null.</param>
    /// <param name="deviceId">The device id to assign; the registration id when null.</param>
    /// <param name="settings">What else the enrolment says; its <see cref="EnrollmentSettings.DeviceId"/> gives way to <paramref name="deviceId"/>.</param>
    /// <exception cref="ArgumentException">The id, a key or a setting is not valid, or the id is enrolled otherwise.</exception>
    public IndividualEnrollment AddSymmetricKey(
        string registrationId, string? primaryKey = null, string? secondaryKey = null, string? deviceId = null, EnrollmentSettings? settings = null)
    {
        EnrollmentSettings wanted = settings ?? new EnrollmentSettings();
        wanted = wanted with { DeviceId = deviceId ?? wanted.DeviceId };
        return View(Add(registrationId, isGroup: false, new AttestationRecord(Keys(primaryKey, secondaryKey)), wanted, primaryKey));
    }

    /// <summary>Adds an individual enrolment of a device with this certificate, whoever issued it.</summary>
    /// <param name="certificate">The device's certificate; its common name is the registration id. The private key is not needed.</param>
    /// <param name="secondary">The certificate that is to come after it, or null.</param>
    /// <param name="settings">What else the enrolment says.</param>
    /// <exception cref="ArgumentException">The common name is no registration id, or is enrolled already.</exception>
    public IndividualEnrollment AddX509(X509Certificate2 certificate, X509Certificate2? secondary = null, EnrollmentSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        string registrationId = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        AttestationRecord attestation = new(PrimaryClient: certificate.RawData, SecondaryClient: secondary?.RawData);
        return View(Add(registrationId, isGroup: false, attestation, settings ?? new EnrollmentSettings(), null));
    }

    /// <summary>Adds an individual enrolment of a device whose certificate is issued by this authority and has its registration id as common name.</summary>
    /// <param name="registrationId">Up to 128 letters, digits and <c>- . _ :</c>.</param>
    /// <param name="authority">A root or an intermediate.</param>
    /// <param name="settings">What else the enrolment says.</param>
    /// <exception cref="ArgumentException">The id is not valid, or is enrolled already.</exception>
    public IndividualEnrollment AddX509(string registrationId, X509Certificate2 authority, EnrollmentSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(authority);
        return View(Add(registrationId, isGroup: false, new AttestationRecord(PrimarySigning: authority.RawData), settings ?? new EnrollmentSettings(), null));
    }

    /// <summary>Adds an individual enrolment of a device that proves itself with its TPM.</summary>
    /// <param name="registrationId">Up to 128 letters, digits and <c>- . _ :</c>.</param>
    /// <param name="endorsementKey">
    /// The public part of the TPM's endorsement key, base64 of TPM2B_PUBLIC: <c>moduleid tpm show</c> tells it, and <c>tpm2_readpublic -o</c> writes it.
    /// </param>
    /// <param name="settings">What else the enrolment says.</param>
    /// <exception cref="ArgumentException">The id is not valid or is enrolled already, or the key is no TPM's.</exception>
    public IndividualEnrollment AddTpm(string registrationId, string endorsementKey, EnrollmentSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(endorsementKey);
        byte[] key = new byte[endorsementKey.Length];
        if (!Convert.TryFromBase64String(endorsementKey, key, out int length))
        {
            throw new ArgumentException("The endorsement key is not base64.", nameof(endorsementKey));
        }

        TpmRecord tpm = new(key[..length], null, SymmetricKeys.Generate());
        return View(Add(registrationId, isGroup: false, new AttestationRecord(Tpm: tpm), settings ?? new EnrollmentSettings(), null));
    }

    /// <summary>Adds a group of devices whose keys are derived from the group's; one with the same id and primary key may be there already.</summary>
    /// <param name="groupId">Up to 128 letters, digits and <c>- . _ :</c>.</param>
    /// <param name="primaryKey">Base64 of 16 to 64 bytes; made by the emulator when null.</param>
    /// <param name="secondaryKey">Base64 of 16 to 64 bytes; made by the emulator when null.</param>
    /// <param name="settings">What else the group says.</param>
    /// <exception cref="ArgumentException">The id or a key is not valid, or the id is taken.</exception>
    public EnrollmentGroup AddGroup(string groupId, string? primaryKey = null, string? secondaryKey = null, EnrollmentSettings? settings = null) =>
        ViewGroup(Add(groupId, isGroup: true, new AttestationRecord(Keys(primaryKey, secondaryKey)), settings ?? new EnrollmentSettings(), primaryKey));

    /// <summary>
    /// Adds a group of devices whose certificates lead to this authority. A device sends the intermediates in between in its handshake, and its
    /// registration id is the common name of its certificate.
    /// </summary>
    /// <param name="groupId">Up to 128 letters, digits and <c>- . _ :</c>.</param>
    /// <param name="authority">A root or an intermediate.</param>
    /// <param name="secondary">Another authority, or null.</param>
    /// <param name="settings">What else the group says.</param>
    /// <exception cref="ArgumentException">The id is not valid, or is taken.</exception>
    public EnrollmentGroup AddX509Group(
        string groupId, X509Certificate2 authority, X509Certificate2? secondary = null, EnrollmentSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(authority);
        AttestationRecord attestation = new(PrimarySigning: authority.RawData, SecondarySigning: secondary?.RawData);
        return ViewGroup(Add(groupId, isGroup: true, attestation, settings ?? new EnrollmentSettings(), null));
    }

    /// <summary>
    /// Uploads and verifies a certificate authority under a name, to which enrolments of service clients refer (<c>caReferences</c>); one of the same name
    /// is replaced.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="authority">A root or an intermediate; its private key is not needed.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public void AddAuthority(string name, X509Certificate2 authority)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(authority);
        _directory.PutAuthority(name, new UploadedAuthority(authority.Subject, authority.RawData));
    }

    /// <summary>The certificate authority that was uploaded under a name, for the caller to dispose; null when there is none.</summary>
    public X509Certificate2? FindAuthority(string name) => _directory.FindAuthority(name) is { } certificate ? X509CertificateLoader.LoadCertificate(certificate) : null;

    /// <summary>Takes a certificate authority back: devices whose enrolments refer to it do not get in any more.</summary>
    /// <returns>False when there is none of this name.</returns>
    public bool RemoveAuthority(string name) => _directory.RemoveAuthority(name);

    /// <summary>The individual enrolment of a registration id; null when there is none.</summary>
    public IndividualEnrollment? Find(string registrationId) => _directory.Find(registrationId, isGroup: false) is { } found ? View(found.Value) : null;

    /// <summary>The group of an id; null when there is none.</summary>
    public EnrollmentGroup? FindGroup(string groupId) => _directory.Find(groupId, isGroup: true) is { } found ? ViewGroup(found.Value) : null;

    /// <summary>Every individual enrolment, by registration id.</summary>
    public IReadOnlyList<IndividualEnrollment> List() => [.. _directory.List(isGroup: false).Select(View)];

    /// <summary>Every group, by id.</summary>
    public IReadOnlyList<EnrollmentGroup> ListGroups() => [.. _directory.List(isGroup: true).Select(ViewGroup)];

    /// <summary>Enables or disables an individual enrolment. One that is disabled keeps its device out, even if a group would let it in.</summary>
    /// <returns>False when there is none.</returns>
    public bool SetEnabled(string registrationId, bool isEnabled) => Change(registrationId, isGroup: false, e => e with { IsEnabled = isEnabled });

    /// <summary>Enables or disables a group.</summary>
    /// <returns>False when there is none.</returns>
    public bool SetGroupEnabled(string groupId, bool isEnabled) => Change(groupId, isGroup: true, e => e with { IsEnabled = isEnabled });

    /// <summary>Gives an individual enrolment other keys, as a person does in the portal. The device gets them at its hub when it registers again.</summary>
    /// <param name="registrationId">The registration id.</param>
    /// <param name="primaryKey">Base64 of 16 to 64 bytes; made by the emulator when null.</param>
    /// <param name="secondaryKey">Base64 of 16 to 64 bytes; made by the emulator when null.</param>
    /// <returns>The enrolment with its new keys, or null when there is none.</returns>
    /// <exception cref="ArgumentException">A key is not valid.</exception>
    public IndividualEnrollment? ChangeKeys(string registrationId, string? primaryKey = null, string? secondaryKey = null)
    {
        AttestationRecord attestation = new(Keys(primaryKey, secondaryKey));
        return Change(registrationId, isGroup: false, e => e with { Attestation = attestation }) ? Find(registrationId) : null;
    }

    /// <summary>Gives a group other keys; see <see cref="ChangeKeys"/>.</summary>
    public EnrollmentGroup? ChangeGroupKeys(string groupId, string? primaryKey = null, string? secondaryKey = null)
    {
        AttestationRecord attestation = new(Keys(primaryKey, secondaryKey));
        return Change(groupId, isGroup: true, e => e with { Attestation = attestation }) ? FindGroup(groupId) : null;
    }

    /// <summary>
    /// Ties an individual enrolment to one hub. Its device moves when it registers the next time, with its data or without, as
    /// <see cref="EnrollmentSettings.Reprovisioning"/> says.
    /// </summary>
    /// <param name="registrationId">The registration id.</param>
    /// <param name="hubName">The name of a linked hub.</param>
    /// <returns>False when there is no such enrolment.</returns>
    /// <exception cref="ArgumentException">There is no such hub.</exception>
    public bool MoveTo(string registrationId, string hubName) => Move(registrationId, isGroup: false, hubName);

    /// <summary>Ties a group to one hub; see <see cref="MoveTo"/>.</summary>
    public bool MoveGroupTo(string groupId, string hubName) => Move(groupId, isGroup: true, hubName);

    /// <summary>Removes an individual enrolment; the device it made stays in the hub.</summary>
    /// <returns>False when there is none.</returns>
    public bool Remove(string registrationId) => Remove(registrationId, isGroup: false);

    /// <summary>Removes a group; the devices it made stay in their hubs.</summary>
    /// <returns>False when there is none.</returns>
    public bool RemoveGroup(string groupId) => Remove(groupId, isGroup: true);

    private static SymmetricKeys Keys(string? primaryKey, string? secondaryKey)
    {
        SymmetricKeys keys = new(primaryKey ?? SymmetricKeys.GenerateKey(), secondaryKey ?? SymmetricKeys.GenerateKey());
        return SymmetricKeys.IsKey(keys.Primary) && SymmetricKeys.IsKey(keys.Secondary)
            ? keys
            : throw new ArgumentException("A key is not base64 of 16 to 64 bytes.", nameof(primaryKey));
    }

    private static IndividualEnrollment View(EnrollmentRecord record) =>
        new(record.Id, record.Attestation.Keys?.Primary, record.Attestation.Keys?.Secondary, record.DeviceId, record.IsEnabled);

    private static EnrollmentGroup ViewGroup(EnrollmentRecord record) =>
        new(record.Id, record.Attestation.Keys?.Primary, record.Attestation.Keys?.Secondary, record.IsEnabled);

    private EnrollmentRecord Add(string id, bool isGroup, AttestationRecord attestation, EnrollmentSettings settings, string? givenKey)
    {
        ArgumentNullException.ThrowIfNull(id);
        EnrollmentRecord record = new(
            id,
            isGroup,
            attestation,
            "",
            default,
            default,
            settings.DeviceId,
            settings.IsEnabled,
            settings.Allocation,
            settings.Hubs,
            settings.Reprovisioning,
            settings.InitialTwin?.ToJsonString(),
            settings.IsEdge);
        try
        {
            record = _service.Put(record, ifMatch: null);
        }
        catch (ProvisioningRefusedException exception)
        {
            bool isSame = exception.Error == ProvisioningError.Conflict && givenKey is not null
                && _directory.Find(id, isGroup)?.Value is { } present && present.Attestation.Keys?.Primary == givenKey && present.DeviceId == settings.DeviceId;
            record = isSame ? _service.Get(id, isGroup) : throw new ArgumentException(exception.Message, nameof(id), exception);
        }

        if (settings.Allocate is { } callback)
        {
            _allocator.SetCallback(record, callback);
        }

        return record;
    }

    private bool Change(string id, bool isGroup, Func<EnrollmentRecord, EnrollmentRecord> change)
    {
        while (_directory.Find(id, isGroup) is { } found)
        {
            if (_directory.TryReplace(found, change(found.Value) with { ETag = EnrollmentDirectory.NewETag(), Updated = _time.GetUtcNow() }))
            {
                return true;
            }
        }

        return false;
    }

    private bool Move(string id, bool isGroup, string hubName) => _allocator.Find(hubName) is { } hub
        ? Change(id, isGroup, e => e with { Allocation = AllocationPolicy.Static, Hubs = [hub.HostName] })
        : throw new ArgumentException($"'{hubName}' is not a hub of this emulator.", nameof(hubName));

    private bool Remove(string id, bool isGroup)
    {
        while (_directory.Find(id, isGroup) is { } found)
        {
            if (_directory.TryRemove(found))
            {
                return true;
            }
        }

        return false;
    }
}
