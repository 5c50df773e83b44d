using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Wire;
using ModuleIdentities.Emulator.Wire.Http;

namespace ModuleIdentities.Emulator.Tests.Wire;

/// <summary>Bodies that are nearly right: each is read or refused, and nothing else happens.</summary>
public sealed class BodyFuzzTests
{
    private static readonly string[] Bodies =
    [
        """{"registrationId":"d","payload":{"a":[1,null,"\u00e9"]},"csr":null}""",
        """{"registrationId":"d","attestation":{"type":"symmetricKey","symmetricKey":{"primaryKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","secondaryKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}},"iotHubs":["127.0.0.1"],"reprovisionPolicy":{"updateHubAssignment":true},"initialTwin":{"tags":{}}}""",
        """{"registrationId":"d","attestation":{"type":"x509","x509":{"clientCertificates":{"primary":{"certificate":"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}}}}}""",
        """{"deviceId":"d","moduleId":"m","status":"enabled","authentication":{"type":"selfSigned","x509Thumbprint":{"primaryThumbprint":"A"},"symmetricKey":{"primaryKey":null}},"capabilities":{"iotEdge":true}}""",
    ];

    [Fact]
    public void A_changed_body_is_read_or_refused() => Prop.ForAll(
        Gen.Elements(Bodies).ToArbitrary(),
        Gen.Choose(0, 400).Zip(Gen.Choose(0, 255)).ListOf(3).ToArbitrary(),
        (body, changes) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(body);
            foreach ((int position, int value) in changes)
            {
                bytes[position % bytes.Length] = (byte)value;
            }

            ReadOrRefuse(() => RegistrationBody.Read(bytes));
            ReadOrRefuse(() => EnrollmentBody.Read(bytes, "d", isGroup: false));
            ReadOrRefuse(() => EnrollmentBody.Read(bytes, "d", isGroup: true));
            ReadOrRefuse(() => IdentityJson.Read(bytes, "d", "m").Authentication?.Complete());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Theory]
    [InlineData("""{"registrationId":"\ud800"}""")]
    [InlineData("""{"registrationId":"d","attestation":{"type":"\udfff"}}""")]
    [InlineData("""{"deviceId":"d","moduleId":"m","authentication":{"type":"\ud800"}}""")]
    [InlineData("[[[[")]
    [InlineData("null")]
    [InlineData("7")]
    public void A_strange_body_is_read_or_refused(string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        ReadOrRefuse(() => RegistrationBody.Read(bytes));
        ReadOrRefuse(() => EnrollmentBody.Read(bytes, "d", isGroup: false));
        ReadOrRefuse(() => IdentityJson.Read(bytes, "d", "m"));
    }

    private static void ReadOrRefuse(Action read)
    {
        try
        {
            read();
        }
        catch (Exception exception) when (exception is HubRefusedException or ProvisioningRefusedException)
        {
            // Refused, as it should be.
        }
    }
}
