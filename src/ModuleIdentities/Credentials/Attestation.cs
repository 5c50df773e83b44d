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
        ModuleIdentityOptions options,
        [NotNullWhen(true)] out Credential? credential,
        [NotNullWhen(true)] out string? registrationId,
        out string path,
        [NotNullWhen(false)] out string? fault)
    {
        ProvisioningOptions provisioning = options.Provisioning;
        credential = null;
        registrationId = provisioning.RegistrationId;
        path = "Provisioning:SymmetricKey:PrimaryKey";
        fault = null;
        bool[] kinds = [provisioning.SymmetricKey.IsSet, provisioning.EnrollmentGroup.IsSet, provisioning.X509.IsSet, provisioning.Tpm.IsSet];
        if (kinds.Count(isSet => isSet) != 1)
        {
            fault = kinds.Contains(true)
                ? "is set together with EnrollmentGroup, X509 or Tpm; set one of the four"
                : "is missing; it is the primary key of the device's enrolment (or set EnrollmentGroup, X509 or Tpm instead)";
        }
        else if (provisioning.Tpm.IsSet)
        {
            path = "Provisioning:Tpm";
            if (provisioning.Tpm.KeyHandleNumber is null)
            {
                path = "Provisioning:Tpm:KeyHandle";
                fault = $"is '{provisioning.Tpm.KeyHandle}'; it must be 0x81000000 to 0x817FFFFF";
            }
            else if (options.TpmFactory is { } open)
            {
                credential = new TpmCredential(open(provisioning.Tpm));
            }
            else
            {
                fault = TpmCredential.MissingPackage;
            }
        }
        else if (provisioning.X509.IsSet)
        {
            path = "Provisioning:X509";
            if (ReadCertificate(provisioning.X509, out fault) is { } certificate)
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
        else if (provisioning.EnrollmentGroup.IsSet)
        {
            path = "Provisioning:EnrollmentGroup";
            credential = ReadKey(provisioning.EnrollmentGroup, out fault) is { } groupKey && !string.IsNullOrEmpty(registrationId)
                ? new SasCredential(groupKey.DeriveDeviceKey(registrationId))
                : null;
        }
        else
        {
            path = provisioning.SymmetricKey.KeyPath is null ? path : "Provisioning:SymmetricKey:KeyPath";
            credential = ReadKey(provisioning.SymmetricKey, out fault) is { } key ? new SasCredential(key) : null;
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

            text = ReadFile(options.KeyPath, out fault);
            if (text is null)
            {
                return null;
            }
        }

        fault = SharedAccessKey.TryParse(text, out SharedAccessKey? key) ? null : "is not base64 of 16 to 64 bytes";
        return key;
    }

    /// <summary>Reads a key's file, whose path may have environment variables; null, with what is wrong, when that fails.</summary>
    public static string? ReadFile(string path, out string? fault)
    {
        try
        {
            fault = null;
            return File.ReadAllText(Environment.ExpandEnvironmentVariables(path)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = $"names '{path}', which cannot be read ({exception.GetType().Name})";
            return null;
        }
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
