using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities.Emulator.Service.Security;

/// <summary>
/// The certificate that a client showed in its TLS handshake, with the intermediates it sent. The handshake has proved that the client has the
/// private key; nothing else is checked yet.
/// </summary>
internal sealed class PresentedCertificate
{
    private readonly byte[] _leaf;
    private readonly IReadOnlyList<byte[]> _intermediates;

    private PresentedCertificate(X509Certificate2 leaf, IReadOnlyList<byte[]> intermediates)
    {
        _leaf = leaf.RawData;
        _intermediates = intermediates;
        CommonName = leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        Description = CertificateDescription.Of(leaf);
        NotBefore = new DateTimeOffset(leaf.NotBefore.ToUniversalTime());
        NotAfter = new DateTimeOffset(leaf.NotAfter.ToUniversalTime());
    }

    /// <summary>The common name of its subject.</summary>
    public string CommonName { get; }

    public CertificateDescription Description { get; }

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <param name="leaf">The client's own certificate.</param>
    /// <param name="others">What else it sent.</param>
    public static PresentedCertificate Copy(X509Certificate2 leaf, X509Certificate2Collection others) =>
        new(leaf, [.. others.Select(certificate => certificate.RawData).Where(raw => !raw.AsSpan().SequenceEqual(leaf.RawDataMemory.Span))]);

    /// <summary>Whether the certificate has the thumbprint: SHA-1 or SHA-256, hexadecimal in any case.</summary>
    public bool HasThumbprint(string? thumbprint) => !string.IsNullOrEmpty(thumbprint)
        && (string.Equals(Description.Sha256Thumbprint, thumbprint, StringComparison.OrdinalIgnoreCase)
            || string.Equals(Description.Sha1Thumbprint, thumbprint, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the certificate is the one of these bytes.</summary>
    public bool Is(ReadOnlySpan<byte> certificate) => certificate.SequenceEqual(_leaf);

    /// <summary>Whether <paramref name="now"/> lies in the certificate's time of validity.</summary>
    public bool IsValidAt(DateTimeOffset now) => NotBefore <= now && now <= NotAfter;

    /// <summary>
    /// Builds the chain from the certificate up to one of the authorities, over the intermediates that the client sent. Each signature, time of
    /// validity and constraint on the way is checked; nothing is downloaded and no other store is looked at.
    /// </summary>
    /// <param name="authorities">The authorities, DER; roots or intermediates.</param>
    /// <param name="now">The time of the check.</param>
    /// <returns>How many steps above the certificate the authority is and which it is, or null when there is no valid chain to any.</returns>
    public CertificateAnchor? FindAnchor(IReadOnlyList<byte[]> authorities, DateTimeOffset now)
    {
        if (authorities.Count == 0)
        {
            return null;
        }

        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(_leaf);
        using X509Chain chain = new();
        X509ChainPolicy policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;

        // An authority that is itself an intermediate ends the chain for us, and leaves it without a root for the platform.
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        try
        {
            foreach (byte[] authority in authorities)
            {
                X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(authority);
                bool isRoot = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
                (isRoot ? policy.CustomTrustStore : policy.ExtraStore).Add(certificate);
            }

            foreach (byte[] intermediate in _intermediates)
            {
                policy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(intermediate));
            }

            return chain.Build(leaf) ? FindAnchor(chain, authorities) : null;
        }
        catch (CryptographicException)
        {
            // A certificate that the platform makes nothing of.
            return null;
        }
        finally
        {
            foreach (X509Certificate2 certificate in (IEnumerable<X509Certificate2>)[.. policy.CustomTrustStore, .. policy.ExtraStore, .. chain.ChainElements.Select(e => e.Certificate)])
            {
                certificate.Dispose();
            }
        }
    }

    /// <summary>Its subject and thumbprint.</summary>
    public override string ToString() => $"{Description.SubjectName} ({Description.Sha1Thumbprint})";

    private CertificateAnchor? FindAnchor(X509Chain chain, IReadOnlyList<byte[]> authorities)
    {
        // Nothing above the anchor matters; below it nothing is forgiven, and at it only that it is no root that the platform knows.
        const X509ChainStatusFlags EndOfChain = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;
        for (int depth = 0; depth < chain.ChainElements.Count; depth++)
        {
            X509ChainElement element = chain.ChainElements[depth];
            X509ChainStatusFlags faults = element.ChainElementStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
            if (depth == 0)
            {
                if (faults != X509ChainStatusFlags.NoError || !Is(element.Certificate.RawDataMemory.Span))
                {
                    return null;
                }

                continue;
            }

            byte[]? authority = authorities.FirstOrDefault(candidate => element.Certificate.RawDataMemory.Span.SequenceEqual(candidate));
            if ((faults & ~(authority is null ? X509ChainStatusFlags.NoError : EndOfChain)) != X509ChainStatusFlags.NoError)
            {
                return null;
            }

            if (authority is not null)
            {
                return new CertificateAnchor(depth, CertificateDescription.Of(element.Certificate), authority);
            }
        }

        return null;
    }
}

/// <summary>The authority that a chain leads to.</summary>
/// <param name="Depth">How many steps above the client's certificate it is, from 1.</param>
/// <param name="Description">What is said of it.</param>
/// <param name="Certificate">It, DER.</param>
internal sealed record CertificateAnchor(int Depth, CertificateDescription Description, byte[] Certificate);
