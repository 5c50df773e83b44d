#pragma warning disable MID0032 // That it is refused is what is shown.
using System.Text;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Canary;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Canary;

/// <summary>What a person sees of whole programs, also of those that die: the canary looks at all of it.</summary>
public sealed class ProcessOutputTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-output-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("crash", "Unhandled exception. System.InvalidOperationException")]
    [InlineData("failfast", "Process terminated.")]
    public async Task A_program_that_dies_of_a_mistake_shows_no_secret(string how, string sign)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IConfigurationRoot configuration = Configure(emulator);
        string report = Path.Combine(_folder, "report");
        using ChildProgram program = ChildProgram.Start(ChildProgram.FaultPoints, configuration, [how], new Dictionary<string, string>
        {
            // What the runtime writes of a crash for people and machines, without the memory itself.
            ["DOTNET_DbgEnableMiniDump"] = "1",
            ["DOTNET_EnableCrashReportOnly"] = "1",
            ["DOTNET_DbgMiniDumpName"] = report,
        });

        ProgramEnd end = await program.EndAsync(Cancellation);

        CanaryKeys.Learn(emulator);
        Assert.NotEqual(0, end.ExitCode);
        Assert.Contains(sign, end.Errors, StringComparison.Ordinal);
        Assert.Contains("line-4/thermostat on 127.0.0.1", end.Errors, StringComparison.Ordinal);
        foreach (string file in Directory.GetFiles(_folder, "report*"))
        {
            SecretCanary.See(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancellation)));
        }

        Assert.SkipUnless(File.Exists($"{report}.crashreport.json"), "The runtime's crash report is not to be had here; the output was looked at.");
    }

    [Fact]
    public async Task The_quick_start_shows_no_secret()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using ChildProgram program = ChildProgram.Start(ChildProgram.QuickStart, Configure(emulator), []);

        ProgramEnd end = await program.EndAsync(Cancellation);

        CanaryKeys.Learn(emulator);
        Assert.Equal((0, ""), (end.ExitCode, end.Errors));
        Assert.Contains("Telemetry acknowledged by the hub", end.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Provisioning:SymmetricKey:PrimaryKey", "d3Jvbmcga2V5IHdyb25nIGtleSB3cm9uZyBrZXk=", "was refused")]
    [InlineData("Provisioning:SymmetricKey:PrimaryKey", "c2VjcmV0IGJ1dCB0b28gc2hvcnQ", "is not base64 of 16 to 64 bytes")]
    [InlineData("Provisioning:ConnectionString", "HostName=h.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey=d3Jvbmcga2V5IHdyb25nIGtleSB3cm9uZyBrZXk=", "must never be on a device")]
    public async Task The_quick_start_with_a_wrong_secret_says_what_to_do_and_does_not_show_it(string key, string value, string words)
    {
        SecretCanary.Keep(value.Split("SharedAccessKey=")[^1]);
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using ChildProgram program = ChildProgram.Start(ChildProgram.QuickStart, Configure(emulator, (key, value)), []);

        ProgramEnd end = await program.EndAsync(Cancellation);

        Assert.Equal((1, ""), (end.ExitCode, end.Output));
        Assert.Contains(words, end.Errors, StringComparison.Ordinal);
    }

    private static IConfigurationRoot Configure(IotEmulator emulator, params (string, string)[] settings)
    {
        IConfigurationRoot configuration = emulator.Configure([("UseEmulator", "false"), .. settings]);
        CanaryKeys.Keep(configuration);
        return configuration;
    }
}
