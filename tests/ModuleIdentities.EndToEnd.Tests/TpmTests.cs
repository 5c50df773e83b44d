using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>A device whose key is in its TPM, from the challenge of the Device Provisioning Service to the telemetry of a module.</summary>
public sealed class TpmTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-tpm-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_TPM_is_challenged_and_signs_for_the_service_and_for_the_registry()
    {
        await using SoftwareTpm tpm = await SoftwareTpm.StartAsync(Cancellation);
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(emulator.Options(await EnrollAsync(emulator, tpm)), Cancellation);
        await thermostat.SendReadingAsync(21.5, null, Cancellation);

        ReceivedMessage received = await emulator.Messages.FirstAsync(cancellationToken: Cancellation);
        Assert.Equal((Emulated.RegistrationId, "thermostat"), (received.DeviceId, received.ModuleId));
        HttpRequestEntry[] requests = [.. emulator.Journal.Entries.OfType<HttpRequestEntry>()];
        HttpRequestEntry[] registers = [.. requests.Where(request => request.Method == "PUT" && request.Target.Contains("/register?", StringComparison.Ordinal))];
        Assert.Equal(2, registers.Length);
        Assert.Null(registers[0].Header("Authorization"));
        Assert.Contains("skn=registration", registers[1].Header("Authorization"), StringComparison.Ordinal);
        Assert.Contains(requests, request => request.Target.StartsWith("/devices/line-4/modules/thermostat", StringComparison.Ordinal)
            && request.Header("Authorization")!.StartsWith("SharedAccessSignature sr=127.0.0.1%2Fdevices%2Fline-4&", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_key_survives_the_process_and_the_power_and_nobody_registers_again()
    {
        await using SoftwareTpm tpm = await SoftwareTpm.StartAsync(Cancellation);
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IConfigurationRoot configuration = await EnrollAsync(emulator, tpm);
        using (ChildProgram program = ChildProgram.Start(ChildProgram.FaultPoints, configuration, ["provision"]))
        {
            ProgramEnd end = await program.EndAsync(Cancellation);
            Assert.Equal((0, ""), (end.ExitCode, end.Errors));
        }

        int registered = Registrations(emulator);
        await tpm.RestartAsync(Cancellation);

        // Replacing the keys takes the device's own signature, three times.
        ModuleIdentity rotated = await ModuleProvisioner.RotateKeysAsync(emulator.Options(configuration), "thermostat", Cancellation);

        Assert.Equal(registered, Registrations(emulator));
        Assert.Equal(rotated.KeyFingerprint, Assert.Single(emulator.Devices.ListModules(Emulated.RegistrationId)).KeyFingerprint);
    }

    [Fact]
    public async Task A_wrong_TPM_is_refused_and_makes_nothing()
    {
        await using SoftwareTpm enrolled = await SoftwareTpm.StartAsync(Cancellation);
        await using SoftwareTpm wrong = await SoftwareTpm.StartAsync(Cancellation);
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IConfigurationRoot configuration = await EnrollAsync(emulator, enrolled);
        configuration["ModuleIdentities:Provisioning:Tpm:Tcti"] = wrong.Tcti;

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => Thermostat.ProvisionAsync(emulator.Options(configuration), Cancellation));

        Assert.Equal((ModuleIdentityErrorCode.CredentialRefused, 401, "401002"), (exception.Code, exception.Status, exception.ServiceErrorCode));
        Assert.Contains("Check that the enrolment has the endorsement key of this very TPM", exception.Message, StringComparison.Ordinal);
        Assert.Empty(emulator.Devices.List());
    }

    [Fact]
    public async Task A_TPM_that_has_lost_the_key_gets_it_by_registering_again()
    {
        await using SoftwareTpm tpm = await SoftwareTpm.StartAsync(Cancellation);
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IConfigurationRoot configuration = await EnrollAsync(emulator, tpm);
        await Thermostat.ProvisionAsync(emulator.Options(configuration), Cancellation);
        int registered = Registrations(emulator);
        await tpm.RunAsync("tpm2_evictcontrol", ["-C", "o", "-c", "0x81000100"], Cancellation);

        ModuleIdentity rotated = await ModuleProvisioner.RotateKeysAsync(emulator.Options(configuration), "thermostat", Cancellation);

        Assert.Equal(registered + 2, Registrations(emulator));
        Assert.Equal(rotated.KeyFingerprint, Assert.Single(emulator.Devices.ListModules(Emulated.RegistrationId)).KeyFingerprint);
    }

    [Fact]
    public async Task A_device_moves_to_another_hub_with_a_key_of_that_hub()
    {
        await using SoftwareTpm tpm = await SoftwareTpm.StartAsync(Cancellation);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { LinkedHubs = ["127.0.0.2"] }, Cancellation);
        IConfigurationRoot configuration = await EnrollAsync(emulator, tpm);
        emulator.Enrollments.MoveTo(Emulated.RegistrationId, "127.0.0.1");
        ModuleIdentity before = await Thermostat.ProvisionAsync(emulator.Options(configuration), Cancellation);
        emulator.Enrollments.MoveTo(Emulated.RegistrationId, "127.0.0.2");

        ModuleIdentity moved = await ModuleProvisioner.ReprovisionAsync(emulator.Options(configuration), "thermostat", Cancellation);
        ModuleIdentity rotated = await ModuleProvisioner.RotateKeysAsync(emulator.Options(configuration), "thermostat", Cancellation);
        await using Thermostat after = await Thermostat.ConnectAsync(emulator.Options(configuration), Cancellation);
        await after.SendReadingAsync(1, null, Cancellation);

        Assert.Equal(("127.0.0.1", "127.0.0.2", "127.0.0.2"), (before.HubHostName, moved.HubHostName, after.Identity.HubHostName));
        Assert.Equal(rotated.KeyFingerprint, after.Identity.KeyFingerprint);
    }

    [Fact]
    public async Task Without_the_package_the_options_say_what_is_missing()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder()
            .AddInMemoryCollection(emulator.SettingsFor(emulator.Enrollments.AddSymmetricKey(Emulated.RegistrationId), "device:/dev/tpmrm0"))
            .Build());

        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => Thermostat.ProvisionAsync(options, Cancellation));

        Assert.Equal(
            ["ModuleIdentities:Provisioning:Tpm needs the package ModuleIdentities.Tpm: reference it, and call builder.AddTpm() or options.UseTpm(). See docs/configuration.md."],
            exception.Failures);
    }

    [Fact]
    public async Task Keys_of_modules_are_derived_inside_the_TPM_and_are_of_this_TPM_alone()
    {
        await using SoftwareTpm tpm = await SoftwareTpm.StartAsync(Cancellation);
        await using SoftwareTpm other = await SoftwareTpm.StartAsync(Cancellation);
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        // The device itself has a key in its configuration: where the master key is, is a question of its own.
        ModuleIdentity first = await Thermostat.ProvisionAsync(Derived(emulator, tpm), Cancellation);
        ModuleIdentity again = await Thermostat.ProvisionAsync(Derived(emulator, tpm), Cancellation);
        long updated = emulator.Counters[RegistryOperation.UpdateModule];
        ModuleIdentity elsewhere = await Thermostat.ProvisionAsync(Derived(emulator, other), Cancellation);

        Assert.Equal(first.KeyFingerprint, again.KeyFingerprint);
        Assert.NotEqual(first.KeyFingerprint, elsewhere.KeyFingerprint);
        Assert.Equal((1, 1), (updated, emulator.Counters[RegistryOperation.UpdateModule] - updated));
    }

    private static ModuleIdentityOptions Derived(IotEmulator emulator, SoftwareTpm tpm) =>
        emulator.Enroll(("Keys:Kind", "DerivedKey"), ("Keys:MasterKey:Tcti", tpm.Tcti));

    private static int Registrations(IotEmulator emulator) => emulator.Journal.Entries.OfType<HttpRequestEntry>()
        .Count(request => request.Method == "PUT" && request.Target.Contains("/register?", StringComparison.Ordinal));

    private async Task<IConfigurationRoot> EnrollAsync(IotEmulator emulator, SoftwareTpm tpm)
    {
        string endorsementKey = await EndorsementKey.ReadAsync(new TpmOptions { Tcti = tpm.Tcti }, Cancellation);
        return new ConfigurationBuilder()
            .AddInMemoryCollection(emulator.SettingsFor(emulator.Enrollments.AddTpm(Emulated.RegistrationId, endorsementKey), tpm.Tcti))
            .AddInMemoryCollection([new("ModuleIdentities:Cache:Directory", _folder)])
            .Build();
    }
}
