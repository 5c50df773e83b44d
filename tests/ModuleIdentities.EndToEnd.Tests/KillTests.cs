using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>A process that is killed at any step of the line, and starts again: one module, one key that works, nothing left over.</summary>
public sealed class KillTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("provision", "HubKey")]
    [InlineData("provision", "DeviceKey")]
    [InlineData("provision", "DerivedKey")]
    [InlineData("provision", "Certificate")]
    [InlineData("rotate", "HubKey")]
    [InlineData("rotate", "DeviceKey")]
    [InlineData("rotate", "DerivedKey")]
    [InlineData("rotate", "Certificate")]
    [InlineData("connected", "HubKey")]
    [InlineData("connected", "DerivedKey")]
    [InlineData("connected", "Certificate")]
    public async Task Whatever_step_it_dies_at_the_next_start_ends_well(string what, string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no kill -9.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ProgramEnd whole = await RunAsync(await PrepareAsync(emulator, what, kind, 0), what, dieAt: 0);
        Assert.Equal((0, ""), (whole.ExitCode, whole.Errors));
        int steps = int.Parse(whole.Output.Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.InRange(steps, 8, 40);

        for (int step = 1; step <= steps; step++)
        {
            IConfigurationRoot configuration = await PrepareAsync(emulator, what, kind, step);
            Assert.Equal(ChildProgram.Killed, (await RunAsync(configuration, what, step)).ExitCode);

            // The next start of the same device, with what the dead process has left in the cache.
            await using Thermostat thermostat = await Thermostat.ConnectAsync(emulator.Options(configuration), Cancellation);
            await thermostat.SendReadingAsync(step, null, Cancellation);

            EmulatedModule module = Assert.Single(emulator.Devices.ListModules($"line-{step}"));
            Assert.Equal("thermostat", module.ModuleId);
            Assert.Equal(module.GenerationId, thermostat.Identity.GenerationId);
            Assert.Empty(Directory.GetFiles(configuration["ModuleIdentities:Cache:Directory"]!, "*.tmp", SearchOption.AllDirectories));
        }
    }

    /// <summary>A device of its own for each step; one whose keys are to be replaced has been there before.</summary>
    private static async Task<IConfigurationRoot> PrepareAsync(IotEmulator emulator, string what, string kind, int step)
    {
        string folder = Directory.CreateTempSubdirectory("moduleidentities-kill-").FullName;
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey($"line-{step}", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(emulator.SettingsFor(enrollment))
            .AddInMemoryCollection(
            [
                new("ModuleIdentities:Cache:Directory", folder),
                new("ModuleIdentities:Keys:Kind", kind),
                new("ModuleIdentities:Keys:MasterKey:Path", kind == "DerivedKey" ? MasterKeyFile.Path : null),
            ])
            .Build();
        if (what == "rotate")
        {
            await Thermostat.ProvisionAsync(emulator.Options(configuration), Cancellation);
        }

        return configuration;
    }

    private static async Task<ProgramEnd> RunAsync(IConfigurationRoot configuration, string what, int dieAt)
    {
        using ChildProgram program = ChildProgram.Start(
            ChildProgram.FaultPoints, configuration, [what], new Dictionary<string, string> { ["DIE_AT"] = dieAt.ToString(CultureInfo.InvariantCulture) });
        return await program.EndAsync(Cancellation);
    }
}
