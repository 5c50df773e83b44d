using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>The settings that the emulator hands out are those that the runtime reads.</summary>
public sealed class EmulatorSettingsTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-settings-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("group")]
    [InlineData("group-key")]
    [InlineData("x509")]
    [InlineData("x509-group")]
    [InlineData("connection-string")]
    [InlineData("connection-string-x509")]
    public async Task A_module_of_every_kind_of_device_is_heard(string kind)
    {
        using TestCertificateAuthority root = TestCertificateAuthority.CreateRoot();
        using TestCertificateAuthority line = root.CreateIntermediate();
        using TestCertificate certificate = line.Issue("line-4");
        string path = Path.Combine(_folder, "line-4.pem");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IReadOnlyDictionary<string, string?> settings;
        switch (kind)
        {
            case "group" or "group-key":
                settings = emulator.SettingsFor(emulator.Enrollments.AddGroup("fleet"), "line-4", withGroupKey: kind == "group-key");
                break;
            case "x509":
                emulator.Enrollments.AddX509(certificate.Certificate);
                settings = emulator.SettingsFor(certificate, path);
                break;
            case "x509-group":
                emulator.Enrollments.AddX509Group("factory", root.Certificate);
                settings = emulator.SettingsFor(certificate, path);
                break;
            case "connection-string":
                settings = emulator.SettingsFor(await emulator.Devices.AddAsync("line-4", Cancellation));
                break;
            default:
                string connectionString = await emulator.Devices.AddX509Async("line-4", certificate.Certificate, Cancellation);
                settings = emulator.SettingsFor(connectionString, certificate.SaveAsPem(path));
                break;
        }

        ModuleIdentityOptions options = emulator.Options(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);
        await thermostat.SendReadingAsync(21.5, null, Cancellation);

        Assert.Equal("line-4", (await emulator.Messages.FirstAsync(cancellationToken: Cancellation)).DeviceId);
    }
}
