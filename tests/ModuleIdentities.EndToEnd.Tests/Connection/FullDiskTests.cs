using System.Diagnostics;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

public sealed class FullDiskTests
{
    private const int Messages = 100;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_full_disk_the_module_goes_on_and_what_did_not_fit_is_said_to_be_safe_when_the_hub_has_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has tmpfs.");
        string disk = Directory.CreateTempSubdirectory("moduleidentities-disk-").FullName;
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk), "This user cannot mount a small disk.");
        try
        {
            await using Restartable hub = await Restartable.StartAsync(Cancellation);
            await using Pump pump = await Pump.ConnectAsync(hub.Options.UseOutbox(outbox => outbox.Directory = disk), Cancellation);
            await hub.GoAsync();
            string padding = new('x', 20_000);
            Task[] sends = [.. Enumerable.Range(0, Messages).Select(number => pump.ModuleClient.SendTelemetryAsync(
                (number, padding),
                static (writer, value) =>
                {
                    writer.WriteNumber("number"u8, value.number);
                    writer.WriteString("padding"u8, value.padding);
                },
                cancellationToken: Cancellation))];
            await FullAsync(pump);

            Assert.Contains("the disk is full", pump.ModuleClient.TelemetryBacklog.Fault!, StringComparison.Ordinal);
            Assert.Equal(Messages, pump.ModuleClient.TelemetryBacklog.Messages);
            await hub.ComeBackAsync();
            await Task.WhenAll(sends).WaitAsync(Cancellation);
            await pump.ModuleClient.FlushAsync(Cancellation);

            Assert.Equal(Enumerable.Range(0, Messages), Pump.NumbersOf(hub.Emulator));
        }
        finally
        {
            await RunAsync("umount", "-l", disk);
        }
    }

    /// <summary>Waits until the outbox says that its disk does not work.</summary>
    private static async Task FullAsync(Pump pump)
    {
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(20));
        while (pump.ModuleClient.TelemetryBacklog.IsDurable)
        {
            await look.WaitForNextTickAsync(Cancellation);
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
