using System.Buffers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>The authentication that a caller asks for; empty texts count as left out.</summary>
internal sealed record AuthenticationSpecification(
    AuthenticationType Type,
    string? PrimaryKey = null,
    string? SecondaryKey = null,
    string? PrimaryThumbprint = null,
    string? SecondaryThumbprint = null)
{
    private const int Sha1Digits = 40;
    private const int Sha256Digits = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>By this certificate, whoever issued it: its SHA-256 thumbprint.</summary>
    public static AuthenticationSpecification SelfSigned(X509Certificate2 certificate)
    {
        string thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        return new AuthenticationSpecification(AuthenticationType.SelfSigned, PrimaryThumbprint: thumbprint, SecondaryThumbprint: thumbprint);
    }

    /// <summary>The record to keep, with keys generated when it takes keys and none are given.</summary>
    /// <exception cref="HubRefusedException">A key or thumbprint is malformed, or only one key is given.</exception>
    public AuthenticationRecord Complete() => Type switch
    {
        AuthenticationType.Sas => new AuthenticationRecord(Type, CompleteKeys()),
        AuthenticationType.SelfSigned => new AuthenticationRecord(Type, null, Thumbprint(PrimaryThumbprint), Thumbprint(SecondaryThumbprint)),
        _ => new AuthenticationRecord(Type),
    };

    private static string? Thumbprint(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        bool isThumbprint = text.Length is Sha1Digits or Sha256Digits && !text.AsSpan().ContainsAnyExcept(HexDigits);
        return isThumbprint ? text : throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "StringIsNotThumbprint");
    }

    private SymmetricKeys CompleteKeys()
    {
        if (string.IsNullOrEmpty(PrimaryKey) != string.IsNullOrEmpty(SecondaryKey))
        {
            throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "Either no keys or both keys can be set.");
        }

        if (string.IsNullOrEmpty(PrimaryKey))
        {
            return SymmetricKeys.Generate();
        }

        return SymmetricKeys.IsKey(PrimaryKey) && SymmetricKeys.IsKey(SecondaryKey!)
            ? new SymmetricKeys(PrimaryKey, SecondaryKey!)
            : throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "A key is not base64 of 16 to 64 bytes.");
    }
}
