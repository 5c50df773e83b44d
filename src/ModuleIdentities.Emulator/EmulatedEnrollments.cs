using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator;

/// <summary>The enrolments of the emulated Device Provisioning Service.</summary>
public sealed class EmulatedEnrollments
{
    private readonly EnrollmentDirectory _directory;

    internal EmulatedEnrollments(EnrollmentDirectory directory) => _directory = directory;

    /// <summary>Adds an individual enrolment with symmetric keys; one with the same id and keys may be there already.</summary>
    /// <param name="registrationId">Up to 128 letters, digits and <c>- . _ :</c>.</param>
    /// <param name="primaryKey">Base64 of 16 to 64 bytes; made by the emulator when null.</param>
    /// <param name="secondaryKey">Base64 of 16 to 64 bytes; made by the emulator when null.</param>
    /// <param name="deviceId">The device id to assign; the registration id when null.</param>
    /// <exception cref="ArgumentException">The id or a key is not valid, or the id is enrolled with other keys.</exception>
    public IndividualEnrollment AddSymmetricKey(
        string registrationId, string? primaryKey = null, string? secondaryKey = null, string? deviceId = null)
    {
        ArgumentNullException.ThrowIfNull(registrationId);
        if (!RegistrationId.IsValid(registrationId))
        {
            throw new ArgumentException($"'{registrationId}' is not a registration id.", nameof(registrationId));
        }

        if (Find(registrationId) is { } present && present.PrimaryKey == primaryKey && present.DeviceId == deviceId)
        {
            return present;
        }

        SymmetricKeys keys = new(primaryKey ?? SymmetricKeys.GenerateKey(), secondaryKey ?? SymmetricKeys.GenerateKey());
        if (!SymmetricKeys.IsKey(keys.Primary) || !SymmetricKeys.IsKey(keys.Secondary))
        {
            throw new ArgumentException("A key is not base64 of 16 to 64 bytes.", nameof(primaryKey));
        }

        EnrollmentRecord record = new(registrationId, deviceId, keys);
        return _directory.TryAdd(record)
            ? View(record)
            : throw new ArgumentException($"'{registrationId}' is enrolled already, with other keys.", nameof(registrationId));
    }

    /// <summary>The enrolment of a registration id; null when there is none.</summary>
    public IndividualEnrollment? Find(string registrationId) => _directory.Find(registrationId) is { } found ? View(found.Value) : null;

    /// <summary>Every enrolment, by registration id.</summary>
    public IReadOnlyList<IndividualEnrollment> List() => [.. _directory.List().Select(View)];

    /// <summary>Enables or disables an enrolment.</summary>
    /// <returns>False when there is none.</returns>
    public bool SetEnabled(string registrationId, bool isEnabled)
    {
        while (_directory.Find(registrationId) is { } found)
        {
            if (_directory.TryReplace(found, found.Value with { IsEnabled = isEnabled }))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Removes an enrolment; the device it made stays in the hub.</summary>
    /// <returns>False when there is none.</returns>
    public bool Remove(string registrationId) => _directory.Remove(registrationId);

    private static IndividualEnrollment View(EnrollmentRecord record) =>
        new(record.RegistrationId, record.Keys.Primary, record.Keys.Secondary, record.DeviceId, record.IsEnabled);
}
