using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>Several processes of one device with one cache directory.</summary>
public sealed partial class SharedCacheTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-shared-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HubKey")]
    [InlineData("DeviceKey")]
    public async Task Processes_that_start_together_come_to_one_module_and_one_key(string kind)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IConfigurationRoot configuration = Configure(emulator, ("Keys:Kind", kind));

        ProgramEnd[] ends = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunAsync(configuration)));

        Assert.All(ends, end => Assert.Equal((0, ""), (end.ExitCode, end.Errors)));
        string key = Assert.Single(ends.Select(end => end.Output.Split(' ')[1]).Distinct());
        Assert.Equal(key, Assert.Single(emulator.Devices.ListModules(Emulated.RegistrationId)).KeyFingerprint);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(emulator.Options(configuration), Cancellation);
        Assert.Equal((ModuleIdentityOrigin.Cached, key), (thermostat.Identity.Origin, thermostat.Identity.KeyFingerprint));
    }

    [Fact]
    public async Task A_module_belongs_to_one_process_until_that_ends_even_by_kill_9()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IConfigurationRoot configuration = Configure(emulator);
        using ChildProgram holder = ChildProgram.Start(ChildProgram.FaultPoints, configuration, ["hold"]);
        Assert.Equal("connected", await holder.LineAsync(Cancellation));

        ModuleIdentityException refusal = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => Thermostat.ConnectAsync(emulator.Options(configuration), Cancellation));
        Assert.Equal(ModuleIdentityErrorCode.IdentityInUse, refusal.Code);

        // Another module of the device is free.
        await using (HumiditySensor sensor = await HumiditySensor.ConnectAsync(emulator.Options(configuration), Cancellation))
        {
            await sensor.SendHumidityAsync(40);
        }

        await holder.KillAsync(Cancellation);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(emulator.Options(configuration), Cancellation);
        await thermostat.SendReadingAsync(1, null, Cancellation);
    }

    [Fact]
    public async Task Each_file_is_private_when_it_is_made_and_on_the_disk_before_it_counts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/strace"), "strace, which shows the system calls, is not on this machine.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string trace = Path.Combine(Path.GetDirectoryName(_folder)!, $"{Path.GetFileName(_folder)}.strace");
        string cache = Path.Combine(_folder, "cache");
        using ChildProgram program = ChildProgram.Start(
            ChildProgram.FaultPoints,
            emulator.Configure(("Cache:Directory", cache)),
            ["provision"],
            wrapper: ["/usr/bin/strace", "-f", "-y", "-e", "trace=openat,mkdir,fsync,rename,chmod,fchmod", "-o", trace]);
        Assert.Equal(0, (await program.EndAsync(Cancellation)).ExitCode);
        string[] calls = [.. File.ReadLines(trace).Where(call => call.Contains(cache, StringComparison.Ordinal) && !call.Contains(" = -1 ", StringComparison.Ordinal))];

        Assert.All(calls.Where(call => call.Contains("mkdir(", StringComparison.Ordinal)), call => Assert.Contains(", 0700)", call, StringComparison.Ordinal));
        Assert.Equal(2, calls.Count(call => call.Contains("mkdir(", StringComparison.Ordinal)));
        Assert.All(calls.Where(call => call.Contains("O_CREAT", StringComparison.Ordinal)), call => Assert.Contains(", 0600)", call, StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => call.Contains("chmod(", StringComparison.Ordinal));
        int[] renames = [.. Enumerable.Range(0, calls.Length).Where(i => calls[i].Contains("rename(", StringComparison.Ordinal))];
        Assert.Equal(3, renames.Length);
        Assert.All(renames, rename =>
        {
            Match names = Rename().Match(calls[rename]);
            Assert.Contains(calls[..rename], call => IsSync(call, names.Groups[1].Value));
            Assert.Contains(calls[rename..], call => IsSync(call, Path.GetDirectoryName(names.Groups[2].Value)!));
        });
    }

    private static bool IsSync(string call, string path) =>
        call.Contains("fsync(", StringComparison.Ordinal) && call.Contains($"<{path}>)", StringComparison.Ordinal);

    private IConfigurationRoot Configure(IotEmulator emulator, params (string, string)[] settings) =>
        emulator.Configure([("Cache:Directory", _folder), .. settings]);

    private static async Task<ProgramEnd> RunAsync(IConfiguration configuration)
    {
        using ChildProgram program = ChildProgram.Start(ChildProgram.FaultPoints, configuration, ["provision"]);
        return await program.EndAsync(Cancellation);
    }

    [GeneratedRegex("rename\\(\"([^\"]+)\", \"([^\"]+)\"\\)")]
    private static partial Regex Rename();
}
