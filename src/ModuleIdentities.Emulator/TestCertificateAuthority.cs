using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator.Service.Security;

namespace ModuleIdentities.Emulator;

/// <summary>
/// A certificate authority of the factory that makes the devices. For tests: its key is in memory, and it issues whatever it is asked for.
/// </summary>
public sealed class TestCertificateAuthority : IDisposable
{
    private static readonly TimeSpan Backdating = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

#pragma warning disable RS0030 // It may be made before the emulator is.
    private static readonly TimeProvider MachineClock = TimeProvider.System;
#pragma warning restore RS0030

    private readonly X509Certificate2[] _chain;
    private readonly TimeProvider _time;

    private TestCertificateAuthority(X509Certificate2 certificate, X509Certificate2[] chain, TimeProvider time)
    {
        Certificate = certificate;
        _chain = chain;
        _time = time;
    }

    /// <summary>The authority's certificate, to enrol or to upload.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Makes a root.</summary>
    /// <param name="commonName">Its name.</param>
    /// <param name="timeProvider">The clock that validity goes by: the emulator's. The system's when null.</param>
    public static TestCertificateAuthority CreateRoot(string commonName = "Test root", TimeProvider? timeProvider = null)
    {
        TimeProvider time = timeProvider ?? MachineClock;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (DateTimeOffset from, DateTimeOffset to) = Validity(time, 10);
        return new TestCertificateAuthority(CertificateForge.Authority(commonName, key, null, from, to), [], time);
    }

    /// <summary>Makes a device certificate that is its own root, for an individual enrolment or a hub identity by thumbprint.</summary>
    /// <param name="commonName">The registration id, or the id of the identity.</param>
    /// <param name="timeProvider">The clock that validity goes by; the system's when null.</param>
    public static TestCertificate IssueSelfSigned(string commonName, TimeProvider? timeProvider = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (DateTimeOffset from, DateTimeOffset to) = Validity(timeProvider ?? MachineClock, 1);
        return new TestCertificate(CertificateForge.Client(commonName, key, null, from, to), []);
    }

    /// <summary>Makes an authority that this one vouches for.</summary>
    public TestCertificateAuthority CreateIntermediate(string commonName = "Test intermediate")
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (DateTimeOffset from, DateTimeOffset to) = Validity(_time, 5);
        X509Certificate2 certificate = CertificateForge.Authority(commonName, key, Certificate, from, to);
        return new TestCertificateAuthority(certificate, [certificate, .. _chain], _time);
    }

    /// <summary>Makes a device certificate.</summary>
    /// <param name="commonName">The registration id, or the id of the identity.</param>
    /// <param name="notBefore">When it becomes valid; an hour ago when null.</param>
    /// <param name="notAfter">When it expires; in a year when null.</param>
    public TestCertificate Issue(string commonName, DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (DateTimeOffset from, DateTimeOffset to) = Validity(_time, 1);
        X509Certificate2 certificate = CertificateForge.Client(commonName, key, Certificate, notBefore ?? from, notAfter ?? to);
        return new TestCertificate(certificate, [.. _chain.Select(authority => X509CertificateLoader.LoadCertificate(authority.RawData))]);
    }

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    /// <summary>An attacker, who issues certificates with the key of a device.</summary>
    internal static TestCertificateAuthority Impersonate(TestCertificate device) =>
        new(device.Certificate, [device.Certificate, .. device.Intermediates], MachineClock);

    private static (DateTimeOffset From, DateTimeOffset To) Validity(TimeProvider time, int years) =>
        (time.GetUtcNow() - Backdating, time.GetUtcNow() + (years * Lifetime));
}
