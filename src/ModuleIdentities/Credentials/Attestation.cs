using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ModuleIdentities;

/// <summary>How the device proves itself to the Device Provisioning Service: exactly one of the kinds that an enrolment can have.</summary>
internal static class Attestation
{
    /// <summary>Reads the attestation of the options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="credential">The credential, when there is no fault.</param>
    /// <param name="registrationId">The registration id: the one configured, or the certificate's common name.</param>
    /// <param name="path">The configuration path at fault, below the section.</param>
    /// <param name="fault">What is wrong, in words without any secret.</param>
    public static bool TryRead(
        ProvisioningOptions options,
        [NotNullWhen(true)] out Credential? credential,
        [NotNullWhen(true)] out string? registrationId,
        out string path,
        [NotNullWhen(false)] out string? fault)
    {
        credential = null;
        registrationId = options.RegistrationId;
        path = "Provisioning:SymmetricKey:PrimaryKey";
        fault = null;
        bool[] kinds = [options.SymmetricKey.IsSet, options.EnrollmentGroup.IsSet, options.X509.IsSet];
        if (kinds.Count(isSet => isSet) != 1)
        {
            fault = kinds.Contains(true)
                ? "is set together with EnrollmentGroup or X509; set one of the three"
                : "is missing; it is the primary key of the device's enrolment (or set EnrollmentGroup or X509 instead)";
        }
        else if (options.X509.IsSet)
        {
            path = "Provisioning:X509";
            if (ReadCertificate(options.X509, out fault) is { } certificate)
            {
                string commonName = DeviceCertificate.CommonName(certificate.Certificate.TargetCertificate);
                registrationId ??= commonName;
                credential = certificate;
                if (!string.Equals(registrationId, commonName, StringComparison.OrdinalIgnoreCase))
                {
                    fault = $"has the common name '{commonName}', which must be the registration id '{registrationId}'";
                }
            }
        }
        else if (options.EnrollmentGroup.IsSet)
        {
            path = "Provisioning:EnrollmentGroup";
            credential = ReadKey(options.EnrollmentGroup, out fault) is { } groupKey && !string.IsNullOrEmpty(registrationId)
                ? new SasCredential(groupKey.DeriveDeviceKey(registrationId))
                : null;
        }
        else
        {
            path = options.SymmetricKey.KeyPath is null ? path : "Provisioning:SymmetricKey:KeyPath";
            credential = ReadKey(options.SymmetricKey, out fault) is { } key ? new SasCredential(key) : null;
        }

        return fault is null && credential is not null && !string.IsNullOrEmpty(registrationId);
    }

    private static SharedAccessKey? ReadKey(KeyOptions options, out string? fault)
    {
        string? text = options.PrimaryKey;
        if (!string.IsNullOrEmpty(options.KeyPath))
        {
            if (!string.IsNullOrEmpty(text))
            {
                fault = "is set together with PrimaryKey; set one of the two";
                return null;
            }

            try
            {
                text = File.ReadAllText(Environment.ExpandEnvironmentVariables(options.KeyPath)).Trim();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                fault = $"names '{options.KeyPath}', which cannot be read ({exception.GetType().Name})";
                return null;
            }
        }

        fault = SharedAccessKey.TryParse(text, out SharedAccessKey? key) ? null : "is not base64 of 16 to 64 bytes";
        return key;
    }

    /// <summary>Loads the certificate; <paramref name="fault"/> says why that fails.</summary>
    public static CertificateCredential? ReadCertificate(X509Options options, out string? fault)
    {
        if (!options.IsSet)
        {
            fault = "needs a certificate: set Provisioning:X509";
            return null;
        }

        try
        {
            fault = null;
            return DeviceCertificate.ToCredential(options);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            fault = $"gives no certificate with a private key ({exception.GetType().Name}): check the paths, the thumbprint and the password";
            return null;
        }
    }
}
