using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Connection;
using ModuleIdentities.EndToEnd.Tests.Connection.Faults;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>Secrets are replaced while telemetry flows: nothing is lost, and at no moment is there no secret that works.</summary>
public sealed class RotationTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-rotation-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HubKey")]
    [InlineData("DeviceKey")]
    [InlineData("Certificate")]
    public async Task The_device_replaces_its_secrets_under_load(string kind)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        Thermostat? watched = null;
        List<bool> works = [];
        ModuleIdentityOptions options = emulator.Options(emulator.Configure(("Cache:Directory", _folder), ("Keys:Kind", kind)), (_, _) =>
        {
            // At each step: is the secret in use one that the hub knows?
            if (watched is not null)
            {
                works.Add((kind == "Certificate" ? KnownCertificates(emulator) : KnownKeys(emulator)).Contains(watched.Identity.KeyFingerprint));
            }
        });
        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);
        string before = thermostat.Identity.KeyFingerprint;
        await using Load load = Load.Start(thermostat, Cancellation);
        await load.SentAsync(20, Cancellation);

        watched = thermostat;
        await thermostat.ModuleClient.RotateKeysAsync(Cancellation);
        await thermostat.ModuleClient.RotateKeysAsync(Cancellation);
        watched = null;
        await load.SentAsync(20, Cancellation);

        Assert.InRange(works.Count, 20, int.MaxValue);
        Assert.DoesNotContain(false, works);
        await load.AssertNothingIsLostAsync(emulator);
        Assert.NotEqual(before, thermostat.Identity.KeyFingerprint);
        Assert.Equal(
            thermostat.Identity.KeyFingerprint,
            (await Thermostat.ProvisionAsync(Options(emulator, ("Keys:Kind", kind)), Cancellation)).KeyFingerprint);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Somebody_at_the_hub_replaces_them_under_load(bool primary, bool secondary)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(Options(emulator), Cancellation);
        await using Load load = Load.Start(thermostat, Cancellation);
        await load.SentAsync(20, Cancellation);
        using ServiceSide hub = new(emulator);

        // The connection lives on its old key until it breaks; then the device has to find the way back by itself.
        await hub.ReplaceKeysAsync(Emulated.RegistrationId, "thermostat", primary, secondary, Cancellation);
        await load.SentAsync(20, Cancellation);
        using (FaultHandle drop = emulator.Faults.Add(Fault.DropLink() with { DeviceId = Emulated.RegistrationId, ModuleId = "thermostat" }))
        {
            await load.SentAsync(20, Cancellation);
            Assert.Equal(1, drop.Hits);
        }

        Assert.Contains(thermostat.Identity.KeyFingerprint, KnownKeys(emulator));

        // And it comes in with its own rotation, whichever key it has left.
        await thermostat.ModuleClient.RotateKeysAsync(Cancellation);
        await load.SentAsync(20, Cancellation);
        await load.AssertNothingIsLostAsync(emulator);
        Assert.Equal(ConnectionState.Connected, thermostat.ModuleClient.State);
    }

    [Fact]
    public async Task A_device_that_its_hub_no_longer_takes_registers_again_and_replaces_its_secrets_all_the_same()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(Options(emulator), Cancellation);
        ModuleIdentity before = thermostat.Identity;
        await using Load load = Load.Start(thermostat, Cancellation);

        // The device's key is another one now, as after a roll at the hub; DPS knows the right one, and tells the hub.
        await emulator.Devices.RegenerateKeysAsync(before.DeviceId, Cancellation);
        ModuleIdentity rotated = await thermostat.ModuleClient.RotateKeysAsync(Cancellation);

        Assert.NotEqual(before.KeyFingerprint, rotated.KeyFingerprint);
        Assert.Contains(rotated.KeyFingerprint, KnownKeys(emulator));
        await load.SentAsync(20, Cancellation);
        await load.AssertNothingIsLostAsync(emulator);
    }

    [Fact]
    public async Task Keys_that_are_due_are_replaced_soon_although_the_module_was_refused_at_first()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        TaskCompletionSource replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ModuleIdentityOptions options = emulator.Options(
            emulator.Configure([.. VirtualTime.Patience, ("Keys:RotationInterval", "01:00:00")]),
            (eventId, _) =>
            {
                if (eventId.Name == "KeysReplaced")
                {
                    replaced.TrySetResult();
                }
            });
        FakeTimeProvider clock = VirtualTime.Begin();
        options.TimeProvider = clock;
        emulator.Enrollments.SetEnabled(Emulated.RegistrationId, false);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options));
        builder.Services.AddModule(_ => new Pump());
        using IHost host = builder.Build();
        await host.StartAsync(Cancellation);
        StateWatch states = new(host.Services.GetRequiredService<Pump>().ModuleClient);
        await clock.PassUntilAsync(states.NextAsync(ConnectionState.Refused), TimeSpan.FromSeconds(1), Cancellation);
        emulator.Enrollments.SetEnabled(Emulated.RegistrationId, true);

        // The clock goes on while the requests that make the keys, and those that replace them, are under way.
        TimeSpan passed = await clock.PassUntilAsync(replaced.Task, TimeSpan.FromMinutes(1), Cancellation);
        Assert.InRange(passed, TimeSpan.FromHours(1), TimeSpan.FromDays(1));
        Assert.Contains(states.Changes, change => change.Current == ConnectionState.Connected);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Keys_are_replaced_by_themselves_when_they_are_due()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity before = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        TaskCompletionSource replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ModuleIdentityOptions options = emulator.Options(
            emulator.Configure(("Cache:Directory", _folder), ("Keys:RotationInterval", "01:00:00")),
            (eventId, _) =>
            {
                if (eventId.Name == "KeysReplaced")
                {
                    replaced.TrySetResult();
                }
            });

        // By this clock the keys have been in use for two hours; a hub forgives a clock that is ahead.
        options.TimeProvider = new ShiftedClock(TimeSpan.FromHours(2));
        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);

        await replaced.Task.WaitAsync(Cancellation);
        Assert.NotEqual(before.KeyFingerprint, thermostat.Identity.KeyFingerprint);
    }

    private ModuleIdentityOptions Options(IotEmulator emulator, params (string, string)[] settings) =>
        emulator.Enroll([("Cache:Directory", _folder), .. settings]);

    /// <summary>The fingerprints of both keys that the hub has of the module.</summary>
    private static string[] KnownKeys(IotEmulator emulator) =>
    [
        .. new[] { false, true }
            .Select(second => emulator.Devices.ConnectionString(Emulated.RegistrationId, "thermostat", second).Split("SharedAccessKey=")[1])
            .Select(key => Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(key)), 0, 6)),
    ];

    /// <summary>The fingerprints of both certificates of the module: what the registry was told last.</summary>
    private static string[] KnownCertificates(IotEmulator emulator)
    {
        HttpRequestEntry last = emulator.Journal.Entries.OfType<HttpRequestEntry>().Last(
            request => request.Method == "PUT" && request.Target.Contains("/modules/thermostat", StringComparison.Ordinal));
        JsonNode thumbprints = JsonNode.Parse(last.Body.Span)!["authentication"]!["x509Thumbprint"]!;
        return
        [
            .. new[] { "primaryThumbprint", "secondaryThumbprint" }
                .Select(name => (string?)thumbprints[name])
                .OfType<string>()
                .Select(thumbprint => thumbprint[..12].ToLowerInvariant()),
        ];
    }
}
