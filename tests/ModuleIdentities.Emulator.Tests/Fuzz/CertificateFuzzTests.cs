using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator.Service.Security;

namespace ModuleIdentities.Emulator.Tests.Fuzz;

/// <summary>Chains put together at random out of right and wrong certificates: a chain is accepted when, and only when, every step of it is right.</summary>
public sealed class CertificateFuzzTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public void A_chain_is_accepted_when_and_only_when_every_step_is_right()
    {
        for (int i = 0; i < FuzzRun.Cases(60); i++)
        {
            Mutator mutator = new(FuzzRun.Seed + i);
            using TestCertificateAuthority root = TestCertificateAuthority.CreateRoot("Root");
            using TestCertificateAuthority stranger = TestCertificateAuthority.CreateRoot("Root");
            Fault fault = mutator.Choose(Enum.GetValues<Fault>());
            int depth = mutator.Next(3) + (fault is Fault.MissingIntermediate or Fault.ForgedIntermediate or Fault.OnlyAnIntermediateIsTrusted or Fault.AuthorityBesideTheChain ? 1 : 0);
            List<TestCertificateAuthority> authorities = Authorities(fault == Fault.StrangeRoot ? stranger : root, depth);
            TestCertificate device = Issue(authorities[^1], fault);
            X509Certificate2Collection intermediates = [.. device.Intermediates];
            switch (fault)
            {
                case Fault.MissingIntermediate:
                    intermediates.RemoveAt(mutator.Next(intermediates.Count));
                    break;
                case Fault.ForgedIntermediate:
                    // Of the same name as the right one, and not signed by the root.
                    int at = mutator.Next(intermediates.Count);
                    intermediates[at] = stranger.CreateIntermediate(Authorities(root, depth)[depth - at].Certificate.GetNameInfo(X509NameType.SimpleName, false)).Certificate;
                    break;
                case Fault.Shuffled:
                    intermediates = [.. intermediates.Reverse(), stranger.Certificate];
                    break;
                case Fault.AuthorityBesideTheChain:
                    // The client sends the trusted root along with a chain that does not lead to it.
                    using (TestCertificate strange = stranger.CreateIntermediate("Line").Issue("device"))
                    {
                        device = strange;
                        intermediates = [.. strange.Intermediates, root.Certificate];
                        Judge(i, fault, device, intermediates, [root.Certificate.RawData], isRight: false);
                        continue;
                    }
            }

            byte[] trusted = fault == Fault.OnlyAnIntermediateIsTrusted ? authorities[1].Certificate.RawData : root.Certificate.RawData;
            Judge(i, fault, device, intermediates, [trusted], fault is Fault.None or Fault.Shuffled or Fault.OnlyAnIntermediateIsTrusted);
        }
    }

    [Fact]
    public void No_changed_certificate_leads_to_the_root()
    {
        using TestCertificateAuthority root = TestCertificateAuthority.CreateRoot("Root");
        using TestCertificate device = root.CreateIntermediate("Line").Issue("device");
        byte[] right = device.Certificate.RawData;
        for (int i = 0; i < FuzzRun.Cases(200); i++)
        {
            Mutator mutator = new(FuzzRun.Seed + i);
            byte[] wrong = mutator.Mutate(right);
            if (wrong.AsSpan().SequenceEqual(right) || TryLoad(wrong) is not { } loaded)
            {
                continue;
            }

            using (loaded)
            {
                // Bytes after the end of the certificate are none of it.
                bool isSame = loaded.RawData.AsSpan().SequenceEqual(right);
                PresentedCertificate presented = PresentedCertificate.Copy(loaded, device.Intermediates);
                Assert.True(isSame || presented.FindAnchor([root.Certificate.RawData], Now) is null, FuzzRun.Describe(i, Convert.ToBase64String(wrong)));
            }
        }
    }

    private static void Judge(int number, Fault fault, TestCertificate device, X509Certificate2Collection intermediates, byte[][] trusted, bool isRight)
    {
        PresentedCertificate presented = PresentedCertificate.Copy(device.Certificate, intermediates);
        bool isAccepted = presented.IsValidAt(Now) && presented.FindAnchor(trusted, Now) is not null;
        Assert.True(isAccepted == isRight, FuzzRun.Describe(number, $"{fault} was {(isAccepted ? "accepted" : "refused")}"));
    }

    private static List<TestCertificateAuthority> Authorities(TestCertificateAuthority root, int depth)
    {
        List<TestCertificateAuthority> authorities = [root];
        for (int i = 0; i < depth; i++)
        {
            authorities.Add(authorities[^1].CreateIntermediate($"Line {i}"));
        }

        return authorities;
    }

    private static TestCertificate Issue(TestCertificateAuthority issuer, Fault fault) => fault switch
    {
        Fault.Expired => issuer.Issue("device", Now.AddDays(-2), Now.AddDays(-1)),
        Fault.NotYetValid => issuer.Issue("device", Now.AddDays(1)),
        Fault.IssuedByADevice => TestCertificateAuthority.Impersonate(issuer.Issue("other device")).Issue("device"),
        _ => issuer.Issue("device"),
    };

    private static X509Certificate2? TryLoad(byte[] bytes)
    {
        try
        {
            X509Certificate2 loaded = X509CertificateLoader.LoadCertificate(bytes);
            _ = PresentedCertificate.Copy(loaded, []);
            return loaded;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private enum Fault
    {
        None,
        Shuffled,
        OnlyAnIntermediateIsTrusted,
        StrangeRoot,
        MissingIntermediate,
        ForgedIntermediate,
        AuthorityBesideTheChain,
        Expired,
        NotYetValid,
        IssuedByADevice,
    }
}
