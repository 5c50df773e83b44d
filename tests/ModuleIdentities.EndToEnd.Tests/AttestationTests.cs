using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Local;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>Every way in which a device can prove itself, over every transport, to a connected module that has sent a message.</summary>
public sealed class AttestationTests
{
    /// <summary>The transport to the Device Provisioning Service with the one to the hub, which has no HTTPS for modules.</summary>
    private static readonly (string Name, string Provisioning, string Hub)[] Transports =
    [
        (AttestationCase.Mqtt, "Mqtt", "Mqtt"),
        (AttestationCase.MqttWebSocket, "MqttWebSocket", "MqttWebSocket"),
        (AttestationCase.Https, "Https", "Mqtt"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Matrix
    {
        get
        {
            TheoryData<string, string> cells = [];
            foreach (AttestationCase attestation in Attestations.All)
            {
                foreach (string transport in attestation.Transports)
                {
                    cells.Add(attestation.Name, transport);
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task A_device_proves_itself_and_its_module_is_heard(string attestation, string transport)
    {
        AttestationCase proof = Attestations.All.Single(c => c.Name == attestation);
        await using SoftwareTpm? tpm = proof.TakesTpm ? await SoftwareTpm.StartAsync(Cancellation) : null;
        string folder = tpm?.Tcti ?? Directory.CreateTempSubdirectory("moduleidentities-attestation-").FullName;
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IReadOnlyDictionary<string, string?> settings = await proof.Enroll(emulator, folder);
        (_, string provisioning, string hub) = Transports.Single(t => t.Name == transport);
        await using IModuleGiver? giver = proof.Giver is null
            ? null
            : await proof.Giver(emulator, new Dictionary<string, string?>(settings) { ["ModuleIdentities:Provisioning:Transport"] = provisioning }, folder);
        ModuleIdentityOptions options = emulator.Options(new ConfigurationBuilder()
            .AddInMemoryCollection(giver?.Settings ?? settings)
            .AddInMemoryCollection(
                [new("ModuleIdentities:Provisioning:Transport", provisioning), new("ModuleIdentities:Network:Transport", hub)])
            .Build());
        try
        {
            await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);
            await thermostat.SendReadingAsync(21.5, null, Cancellation);

            ReceivedMessage received = await emulator.Messages.FirstAsync(cancellationToken: Cancellation);
            Assert.Equal(("line-4", "thermostat"), (received.DeviceId, received.ModuleId));

            // A certificate proves itself in the handshake alone: at DPS and at the registry.
            if (attestation.Contains("X.509", StringComparison.Ordinal))
            {
                Assert.All(emulator.Journal.Entries.OfType<HttpRequestEntry>(), request => Assert.Null(request.Header("Authorization")));
                Assert.All(
                    emulator.Journal.Entries.OfType<MqttConnectEntry>().Where(connect => connect.ClientId == "line-4"),
                    connect => Assert.True(string.IsNullOrEmpty(connect.Password)));
            }
        }
        finally
        {
            Forget(settings);
        }
    }

    [Fact]
    public void The_page_shows_this_matrix()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "attestation.md"));

        Assert.Contains(Table(), page, StringComparison.Ordinal);
    }

    private static string Table()
    {
        IEnumerable<string> rows = Attestations.All.Select(c => $"| {c.Name} | {c.Keys} | {string.Join(" | ", Transports.Select(t => c.Transports.Contains(t.Name) ? "yes" : "–"))} |");
        return $"""
            | The device has | configured with | {string.Join(" | ", Transports.Select(t => t.Name))} |
            |---|---|{string.Concat(Transports.Select(_ => "---|"))}
            {string.Join('\n', rows)}

            """;
    }

    /// <summary>Takes a certificate out of the user's store again.</summary>
    private static void Forget(IReadOnlyDictionary<string, string?> settings)
    {
        if (settings.TryGetValue("ModuleIdentities:Provisioning:X509:Thumbprint", out string? thumbprint))
        {
            using X509Store store = new(StoreName.My, StoreLocation.CurrentUser, OpenFlags.ReadWrite);
            X509Certificate2Collection kept = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint!, validOnly: false);
            store.RemoveRange(kept);
            using X509Store authorities = new(StoreName.CertificateAuthority, StoreLocation.CurrentUser, OpenFlags.ReadWrite);
            authorities.RemoveRange(authorities.Certificates.Find(X509FindType.FindBySubjectDistinguishedName, kept.Single().Issuer, validOnly: false));
        }
    }
}
