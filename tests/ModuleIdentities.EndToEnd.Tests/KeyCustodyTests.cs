using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Local;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>Which keys are in the memory of an application that is connected as a module: its core dump is searched.</summary>
public sealed class KeyCustodyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>That the search finds what is there: a key that the process has itself, and the module's.</summary>
    [Fact]
    public async Task A_key_in_the_configuration_is_in_memory()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IConfigurationRoot configuration = emulator.Configure();

        string[] keys = [emulator.Enrollments.Find(Emulated.RegistrationId)!.PrimaryKey!];
        (IReadOnlyList<string> found, string moduleKey) = await DumpAsync(emulator, configuration, keys);

        Assert.Equal([.. keys, moduleKey], found);
    }

    [Fact]
    public async Task With_a_TPM_the_key_of_the_device_is_nowhere_in_memory()
    {
        await using SoftwareTpm tpm = await SoftwareTpm.StartAsync(Cancellation);
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string endorsementKey = await EndorsementKey.ReadAsync(new TpmOptions { Tcti = tpm.Tcti }, Cancellation);
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(emulator.SettingsFor(emulator.Enrollments.AddTpm(Emulated.RegistrationId, endorsementKey), tpm.Tcti))
            .Build();

        // The device's key at its hub is known when it has registered; the process that is looked into registers once more.
        await Thermostat.ProvisionAsync(emulator.Options(configuration), Cancellation);
        string deviceKey = emulator.Devices.ConnectionString(Emulated.RegistrationId).Split("SharedAccessKey=")[1];
        (IReadOnlyList<string> found, string moduleKey) = await DumpAsync(emulator, configuration, [deviceKey]);

        // The module's own is there, as the hub's answer brought it.
        Assert.Equal([moduleKey], found);
    }

    /// <summary>A process of the device keeps both keys and signs: here the process of the test, which is not the one that is searched.</summary>
    [Theory]
    [InlineData("the Azure IoT Identity Service")]
    [InlineData("IoT Edge")]
    public async Task With_a_service_that_signs_neither_the_key_of_the_device_nor_that_of_the_module_is_anywhere_in_memory(string service)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Both services are for Linux.");
        string folder = Directory.CreateTempSubdirectory("moduleidentities-keys-").FullName;
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using IModuleGiver giver = service == "IoT Edge"
            ? await IotEdgeStandIn.StartAsync(emulator, folder)
            : await IdentityServiceStandIn.StartAsync(emulator, folder);
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(giver.Settings).Build();

        string deviceKey = emulator.Devices.ConnectionString(Emulated.RegistrationId).Split("SharedAccessKey=")[1];
        (IReadOnlyList<string> found, _) = await DumpAsync(emulator, configuration, [deviceKey]);

        Assert.Empty(found);
    }

    /// <summary>Finds which of the keys, and of the module's, are in the memory of a process that is connected as the module.</summary>
    private static async Task<(IReadOnlyList<string> Found, string ModuleKey)> DumpAsync(IotEmulator emulator, IConfigurationRoot configuration, string[] keys)
    {
        // What is found nowhere means something only where the search finds what is there: this is in its environment.
        string control = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        using ChildProgram program = ChildProgram.Start(
            ChildProgram.FaultPoints, configuration, ["hold"], new Dictionary<string, string> { ["MODULEIDENTITIES_CONTROL"] = control });
        Assert.Equal("connected", await program.LineAsync(Cancellation));
        string moduleKey = emulator.Devices.ConnectionString(Emulated.RegistrationId, "thermostat").Split("SharedAccessKey=")[1];
        IReadOnlyList<string> found = await ProcessMemory.FindAsync(program.Id, [.. keys, moduleKey, control], Cancellation);
        Assert.Contains(control, found);
        return ([.. found.Except([control])], moduleKey);
    }
}
