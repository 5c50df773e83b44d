using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Credentials;

/// <summary>The expected tokens were computed with Python's hmac and urllib, from protocol section 1.</summary>
public sealed class SharedAccessSignatureTests
{
    private static readonly DateTimeOffset Expiry = DateTimeOffset.FromUnixTimeSeconds(1900000000);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signs_a_device() => Assert.Equal(
        "SharedAccessSignature sr=contoso.azure-devices.net%2Fdevices%2Fline-4&sig=gZusX%2FRXUxyW2tc1Bxdf1vBds6tM%2BiaL11sPKo3FYIw%3D&se=1900000000",
        await SharedAccessSignature.CreateAsync(SharedAccessKey.Parse(Keys.Counting), "contoso.azure-devices.net/devices/line-4", Expiry, cancellationToken: Cancellation));

    [Fact]
    public async Task Signs_a_module_whose_id_needs_escaping() => Assert.Equal(
        "SharedAccessSignature sr=contoso.azure-devices.net%2Fdevices%2Fline-4%2Fmodules%2Fa%25b&sig=MsIpR4OvvRIreHs8gnihxN83v9oQeWk%2BsV1XskCY7xk%3D&se=1900000000",
        await SharedAccessSignature.CreateAsync(SharedAccessKey.Parse(Keys.Counting), "contoso.azure-devices.net/devices/line-4/modules/a%b", Expiry, cancellationToken: Cancellation));

    [Fact]
    public async Task Signs_a_registration_with_its_key_name() => Assert.Equal(
        "SharedAccessSignature sr=0ne00ABCDEF%2Fregistrations%2Fline-4&sig=TVWWTFSWZWoV8ovGLxXb4xYfOiRdJU%2B3dTU%2FFqxmNCQ%3D&se=1900000000&skn=registration",
        await SharedAccessSignature.CreateAsync(SharedAccessKey.Parse(Keys.Counting), "0ne00ABCDEF/registrations/line-4", Expiry, "registration", Cancellation));
}
