using System.Security.Cryptography;
using System.Text;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Security;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>
/// Finds the enrolment by which a device proves itself. An individual enrolment goes before every group, also when it is disabled or the proof
/// does not fit it.
/// </summary>
internal sealed class AttestationVerifier(ProvisioningSettings settings, EnrollmentDirectory enrollments, TpmChallenges challenges, TimeProvider time)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="tpm">What it says of its TPM, which is challenged when it shows nothing else.</param>
    /// <exception cref="ProvisioningRefusedException">
    /// The device is not enrolled, or what it shows does not prove that it is the one; or its TPM is challenged.
    /// </exception>
    public AttestedDevice Verify(ProvisioningCaller caller, TpmKeys? tpm = null)
    {
        if (!string.Equals(caller.IdScope, settings.IdScope, StringComparison.OrdinalIgnoreCase))
        {
            throw Unauthorized();
        }

        EnrollmentRecord? individual = enrollments.Find(caller.RegistrationId, isGroup: false)?.Value;
        return (caller.Token, caller.Certificate) switch
        {
            ({ } token, _) => VerifyToken(token, caller.RegistrationId, individual),
            (null, { } certificate) => VerifyCertificate(certificate, caller.RegistrationId, individual),
            _ when tpm is not null => throw (individual is null ? NotEnrolled() : Challenge(tpm, individual)),
            _ => throw Unauthorized(),
        };
    }

    /// <summary>The key of one device of a group: the group's key over the device's registration id (protocol 1.3).</summary>
    public static string DeriveKey(string groupKey, string registrationId)
    {
        byte[] key = Convert.FromBase64String(groupKey);
        string derived = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(registrationId)));
        CryptographicOperations.ZeroMemory(key);
        return derived;
    }

    private static ProvisioningRefusedException Unauthorized() => new(ProvisioningError.Unauthorized, "Unauthorized");

    private static ProvisioningRefusedException BadCertificate() => new(ProvisioningError.Unauthorized, "Invalid certificate.");

    private static ProvisioningRefusedException NotEnrolled() => new(ProvisioningError.NotEnrolled, "Enrollment not found.");

    private ProvisioningRefusedException Challenge(TpmKeys shown, EnrollmentRecord individual) => individual.Attestation.Tpm is { } enrolled
        ? new ProvisioningRefusedException(ProvisioningError.Unauthorized, "Authorization required.")
        {
            TpmChallenge = challenges.Make(individual.Id, shown, enrolled),
        }
        : Unauthorized();

    private AttestedDevice VerifyToken(SasToken token, string registrationId, EnrollmentRecord? individual)
    {
        bool isValid = string.Equals(token.KeyName, "registration", StringComparison.OrdinalIgnoreCase)
            && token.Covers($"{settings.IdScope}/registrations/{registrationId}")
            && token.ExpiresAt + settings.ClockSkew >= time.GetUtcNow();
        if (individual is { Attestation.Tpm: { } tpm })
        {
            return isValid && challenges.FindSigner(individual.Id, token) is { } storageRootKey
                ? new AttestedDevice(individual.Id, individual, Sas(tpm.HubKeys), StorageRootKey: storageRootKey)
                : throw Unauthorized();
        }

        if (individual is not null)
        {
            return isValid && individual.Attestation.Keys is { } keys && token.IsSignedBy(keys)
                ? new AttestedDevice(individual.Id, individual, Sas(keys))
                : throw Unauthorized();
        }

        bool hasGroups = false;
        foreach (EnrollmentRecord group in enrollments.List(isGroup: true))
        {
            if (group.Attestation.Keys is not { } groupKeys)
            {
                continue;
            }

            hasGroups = true;
            SymmetricKeys derived = new(DeriveKey(groupKeys.Primary, registrationId), DeriveKey(groupKeys.Secondary, registrationId));
            if (isValid && token.IsSignedBy(derived))
            {
                return new AttestedDevice(registrationId, group, Sas(derived));
            }
        }

        throw hasGroups ? Unauthorized() : NotEnrolled();
    }

    private AttestedDevice VerifyCertificate(PresentedCertificate certificate, string registrationId, EnrollmentRecord? individual)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (!certificate.IsValidAt(now) || !string.Equals(certificate.CommonName, registrationId, StringComparison.OrdinalIgnoreCase))
        {
            throw BadCertificate();
        }

        if (individual is not null)
        {
            return VerifyIndividual(certificate, individual, now);
        }

        // Of several groups the one whose authority is nearest to the device.
        (EnrollmentRecord Group, CertificateAnchor Anchor)? nearest = null;
        bool hasGroups = false;
        foreach (EnrollmentRecord group in enrollments.List(isGroup: true))
        {
            IReadOnlyList<byte[]> authorities = Authorities(group.Attestation);
            hasGroups |= authorities.Count > 0;
            if (certificate.FindAnchor(authorities, now) is { } anchor && (nearest is not { } best || anchor.Depth < best.Anchor.Depth))
            {
                nearest = (group, anchor);
            }
        }

        return nearest is { } found
            ? new AttestedDevice(registrationId, found.Group, Thumbprints(certificate), certificate.Description, found.Anchor.Description)
            : throw (hasGroups ? BadCertificate() : NotEnrolled());
    }

    private AttestedDevice VerifyIndividual(PresentedCertificate certificate, EnrollmentRecord individual, DateTimeOffset now)
    {
        AttestationRecord attestation = individual.Attestation;
        if ((attestation.PrimaryClient is { } primary && certificate.Is(primary)) || (attestation.SecondaryClient is { } secondary && certificate.Is(secondary)))
        {
            AuthenticationSpecification both = new(
                AuthenticationType.SelfSigned,
                PrimaryThumbprint: AttestationRecord.Thumbprint(attestation.PrimaryClient),
                SecondaryThumbprint: AttestationRecord.Thumbprint(attestation.SecondaryClient));
            return new AttestedDevice(individual.Id, individual, both, certificate.Description);
        }

        return certificate.FindAnchor(Authorities(attestation), now) is { } anchor
            ? new AttestedDevice(individual.Id, individual, Thumbprints(certificate), certificate.Description, anchor.Description)
            : throw BadCertificate();
    }

    private IReadOnlyList<byte[]> Authorities(AttestationRecord attestation)
    {
        byte[]?[] authorities =
        [
            attestation.PrimarySigning,
            attestation.SecondarySigning,
            attestation.PrimaryAuthority is { } primary ? enrollments.FindAuthority(primary) : null,
            attestation.SecondaryAuthority is { } secondary ? enrollments.FindAuthority(secondary) : null,
        ];
        return [.. authorities.OfType<byte[]>()];
    }

    private static AuthenticationSpecification Sas(SymmetricKeys keys) => new(AuthenticationType.Sas, keys.Primary, keys.Secondary);

    // The service registers a device of either kind of certificate with the thumbprint of its own.
    private static AuthenticationSpecification Thumbprints(PresentedCertificate certificate) => new(
        AuthenticationType.SelfSigned,
        PrimaryThumbprint: certificate.Description.Sha1Thumbprint,
        SecondaryThumbprint: certificate.Description.Sha1Thumbprint);
}
