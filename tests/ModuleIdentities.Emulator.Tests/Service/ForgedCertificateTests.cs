using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Service.Security;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Tests.Service;

/// <summary>Chains with every right and wrong part, against what the rules say of each.</summary>
public sealed class ForgedCertificateTests : IDisposable
{
    private const string Id = "line-4";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly TestCertificateAuthority _root = TestCertificateAuthority.CreateRoot("Factory");
    private readonly TestCertificateAuthority _line;
    private readonly TestCertificateAuthority _twin = TestCertificateAuthority.CreateRoot("Factory");
    private readonly TestCertificateAuthority _twinLine;
    private readonly TestCertificate _device;

    public ForgedCertificateTests()
    {
        _line = _root.CreateIntermediate("Line");
        _twinLine = _twin.CreateIntermediate("Line");
        _device = _line.Issue("other");
    }

    public void Dispose()
    {
        _device.Dispose();
        _twinLine.Dispose();
        _twin.Dispose();
        _line.Dispose();
        _root.Dispose();
    }

    [Fact]
    public void Only_a_whole_valid_chain_with_the_right_name_is_proof_for_a_group_and_for_an_individual()
    {
        using TestCertificateAuthority impostor = TestCertificateAuthority.Impersonate(_device);
        (string Name, TestCertificateAuthority Authority, bool IsOurs)[] issuers =
            [("root", _root, true), ("line", _line, true), ("root's namesake", _twin, false), ("line's namesake", _twinLine, false), ("device", impostor, false)];
        (string Name, Func<TestCertificate, X509Certificate2Collection> Choose)[] sent =
        [
            ("what is needed", certificate => certificate.Intermediates),
            ("nothing", _ => []),
            ("ours", _ => [_line.Certificate, _root.Certificate]),
            ("everything", certificate => [.. certificate.Intermediates, _line.Certificate, _twinLine.Certificate, _root.Certificate, _twin.Certificate]),
        ];
        (int From, int To)[] validities = [(-60, 60), (-60, -1), (1, 60)];
        int accepted = 0;
        foreach ((string issuerName, TestCertificateAuthority issuer, bool isOurs) in issuers)
        {
            foreach ((string sentName, Func<TestCertificate, X509Certificate2Collection> choose) in sent)
            {
                foreach ((int from, int to) in validities)
                {
                    foreach (string commonName in new[] { Id, "line-5", "line-44" })
                    {
                        using TestCertificate certificate = issuer.Issue(commonName, Now.AddMinutes(from), Now.AddMinutes(to));
                        PresentedCertificate presented = PresentedCertificate.Copy(certificate.Certificate, choose(certificate));
                        bool isComplete = issuer == _root || sentName != "nothing";
                        bool expected = isOurs && isComplete && from < 0 && to > 0 && commonName == Id;
                        string what = $"issued by {issuerName}, sent {sentName}, valid {from} to {to}, named '{commonName}'";

                        Assert.True(expected == IsProof(presented, group: _root.Certificate), $"group: {what}");
                        Assert.True(expected == IsProof(presented, individual: _root.Certificate), $"individual: {what}");
                        accepted += expected ? 1 : 0;
                    }
                }
            }
        }

        Assert.Equal(7, accepted);
    }

    [Fact]
    public void An_authority_in_the_middle_of_a_chain_vouches_for_what_is_below_it_only()
    {
        using TestCertificate below = _line.Issue(Id);
        using TestCertificate beside = _root.Issue(Id);

        Assert.True(IsProof(Present(below), group: _line.Certificate));
        Assert.True(IsProof(PresentedCertificate.Copy(below.Certificate, []), group: _line.Certificate));
        Assert.False(IsProof(Present(beside), group: _line.Certificate));
        Assert.False(IsProof(Present(below), group: _twinLine.Certificate));
        Assert.False(IsProof(Present(below), group: below.Certificate));
    }

    [Fact]
    public void No_chain_with_one_changed_byte_is_proof()
    {
        using TestCertificate device = _line.Issue(Id);
        byte[] leaf = device.Certificate.RawData;
        byte[] intermediate = _line.Certificate.RawData;
        IReadOnlyList<byte[]> authorities = [_root.Certificate.RawData];
        Assert.NotNull(Present(device).FindAnchor(authorities, Now));

        int parsed = 0;
        Prop.ForAll(Gen.Choose(0, leaf.Length + intermediate.Length - 1).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), (position, change) =>
        {
            byte[] changed = position < leaf.Length ? [.. leaf] : [.. intermediate];
            changed[position < leaf.Length ? position : position - leaf.Length] ^= (byte)change;
            try
            {
                using X509Certificate2 loaded = X509CertificateLoader.LoadCertificate(changed);
                PresentedCertificate presented = position < leaf.Length
                    ? PresentedCertificate.Copy(loaded, [_line.Certificate])
                    : PresentedCertificate.Copy(device.Certificate, [loaded]);
                parsed++;
                return presented.FindAnchor(authorities, Now) is null;
            }
            catch (CryptographicException)
            {
                // It is no certificate any more: TLS would not take it.
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
        Assert.True(parsed > 500, "Too few of the changed certificates could be read for the test to mean anything.");
    }

    [Fact]
    public void Validity_goes_by_the_clock_of_the_emulator()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using TestCertificateAuthority root = TestCertificateAuthority.CreateRoot("Future", time);
        using TestCertificate device = root.Issue(Id);

        Assert.True(IsProof(Present(device), group: root.Certificate, time: time));
        Assert.False(IsProof(Present(device), group: root.Certificate));
        time.Advance(TimeSpan.FromDays(366));
        Assert.False(IsProof(Present(device), group: root.Certificate, time: time));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_thumbprint_is_that_of_one_certificate_in_any_case(bool isSha256)
    {
        using TestCertificate own = TestCertificateAuthority.IssueSelfSigned("d");
        using TestCertificate other = TestCertificateAuthority.IssueSelfSigned("d");
        string thumbprint = own.Certificate.GetCertHashString(isSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);

        Assert.True(Present(own).HasThumbprint(thumbprint));
        Assert.True(Present(own).HasThumbprint(thumbprint.ToLowerInvariant()));
        Assert.False(Present(other).HasThumbprint(thumbprint));
        Assert.False(Present(own).HasThumbprint(thumbprint[..^1]));
        Assert.False(Present(own).HasThumbprint(""));
        Assert.False(Present(own).HasThumbprint(null));
    }

    private static PresentedCertificate Present(TestCertificate certificate) => PresentedCertificate.Copy(certificate.Certificate, certificate.Intermediates);

    private static bool IsProof(
        PresentedCertificate presented, X509Certificate2? group = null, X509Certificate2? individual = null, TimeProvider? time = null)
    {
        EmulatorRoot root = new(new IotEmulatorOptions { TimeProvider = time ?? TimeProvider.System }, new MemoryStateStore());
        EmulatedEnrollments enrollments = new(root.Enrollments, root.EnrollmentService, root.Allocator, root.Time);
        if (group is not null)
        {
            enrollments.AddX509Group("group", group);
        }

        if (individual is not null)
        {
            enrollments.AddX509(Id, individual);
        }

        try
        {
            new AttestationVerifier(root.Provisioning.Settings, root.Enrollments, new TpmChallenges(), root.Time)
                .Verify(new ProvisioningCaller(IotEmulator.DefaultIdScope, Id, null, presented));
            return true;
        }
        catch (ProvisioningRefusedException)
        {
            return false;
        }
    }
}
