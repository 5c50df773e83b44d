using System.Net.Security;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ModuleIdentities;

/// <summary>Proves itself with the certificate that is in the files of the options, also after somebody has renewed it there.</summary>
internal sealed class CertificateFileCredential : CertificateCredential
{
    private readonly X509Options _options;
    private readonly Lock _gate = new();

    /// <summary>A hash of what was last seen in the files: their times tell nothing when a link is pointed at other files.</summary>
    private byte[] _seen;
    private byte[] _taken;
    private ILogger _logger = NullLogger.Instance;

    private CertificateFileCredential(X509Options options, SslStreamCertificateContext certificate, byte[] hash)
        : base(certificate)
    {
        _options = options;
        _seen = _taken = hash;
    }

    /// <exception cref="CryptographicException">The files have no certificate with a private key, or the password is wrong.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static CertificateFileCredential Load(X509Options options)
    {
        // First: should the files change right behind it, they are read once more, which does no harm.
        byte[] hash = Hash(options);
        return new CertificateFileCredential(options, DeviceCertificate.ToContext(DeviceCertificate.Load(options)), hash);
    }

    public override void ReportTo(ILogger logger) => Volatile.Write(ref _logger, logger);

    /// <inheritdoc/>
    /// <remarks>Files that are being written, or do not fit each other yet, are looked at again the next time; what is in use goes on meanwhile.</remarks>
    public override void Refresh()
    {
        // Whoever comes while another looks, perhaps at a disk that hangs, goes on with what there is.
        if (!_gate.TryEnter())
        {
            return;
        }

        try
        {
            byte[] found = Hash(_options);
            if (!found.AsSpan().SequenceEqual(_taken))
            {
                bool isNew = !found.AsSpan().SequenceEqual(_seen);
                _seen = found;
                Take(found, isNew);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Between the removal of one file and the making of the next there is none.
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void Take(byte[] found, bool isNew)
    {
        try
        {
            SslStreamCertificateContext renewed = DeviceCertificate.ToContext(DeviceCertificate.Load(_options));
            Replace(renewed);
            _taken = found;
            Log.CertificateRenewed(_logger, _options.Path!, renewed.TargetCertificate.NotAfter.ToUniversalTime());
        }
        catch (CryptographicException exception) when (isNew)
        {
            Log.CertificateNotRenewed(_logger, _options.Path!, exception.GetType().Name);
        }
        catch (CryptographicException)
        {
            // Told before.
        }
    }

    private static byte[] Hash(X509Options options)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in DeviceCertificate.PathsOf(options))
        {
            byte[] content = File.ReadAllBytes(path);
            hash.AppendData(content);
            CryptographicOperations.ZeroMemory(content);
        }

        return hash.GetHashAndReset();
    }
}
