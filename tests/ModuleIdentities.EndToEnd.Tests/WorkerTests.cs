using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Connection;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>The Worker sample as a process, with a socket in the place of systemd's.</summary>
public sealed partial class WorkerTests : IDisposable
{
    private static readonly string Program = Path.Combine(
        Repository.Root, "samples", "Worker", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Worker.dll");

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-worker-").FullName;
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public WorkerTests() => _systemd.Bind(new UnixDomainSocketEndPoint(SocketPath));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string SocketPath => Path.Combine(_folder, "notify");

    public static bool IsNotLinux => !OperatingSystem.IsLinux();

    public void Dispose()
    {
        _systemd.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Skip = "systemd is Linux's.", SkipWhen = nameof(IsNotLinux))]
    public async Task It_is_ready_before_there_is_a_network_and_sends_what_it_has_measured_when_it_is_told_to_stop()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        IConfigurationRoot configuration = hub.Emulator.Configure();
        await hub.GoAsync();
        using Process worker = Start(configuration);
        string? processId = await worker.StandardOutput.ReadLineAsync(Cancellation);
        Task<string> output = worker.StandardOutput.ReadToEndAsync(Cancellation);

        await HearAsync("READY=1");
        await HearAsync("STATUS=Degraded");
        await hub.ComeBackAsync();
        await hub.Emulator.Messages.FirstAsync(message => NumberOf(message) == 20, Cancellation);
        await HearAsync("STATUS=Healthy: connected");
        int[] first = [.. Numbers(hub.Emulator)];

        // It goes away again, and the stop finds a measurement that is not acknowledged.
        await hub.GoAsync();
        await HearAsync("STATUS=Degraded");
        using (Process kill = Process.Start("kill", ["-TERM", processId!]))
        {
            await kill.WaitForExitAsync(Cancellation);
        }

        await HearAsync("STOPPING=1");
        int[] before = [.. Numbers(hub.Emulator)];
        await hub.ComeBackAsync();
        await worker.WaitForExitAsync(Cancellation);

        string said = await output;
        Assert.True(SentCount().IsMatch(said), said);
        int sent = int.Parse(SentCount().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
        int[] arrived = [.. before.Concat(Numbers(hub.Emulator)).Distinct()];
        Assert.Equal(0, worker.ExitCode);
        Assert.True(first.Length > 0 && arrived.Length >= first.Length);
        Assert.Equal(Enumerable.Range(0, sent), arrived);
        Assert.NotEmpty(Numbers(hub.Emulator));
    }

    [GeneratedRegex("([0-9]+) measurements were sent and acknowledged")]
    private static partial Regex SentCount();

    private static IEnumerable<int> Numbers(IotEmulator emulator) => emulator.Messages.Snapshot().Select(NumberOf).Distinct();

    private static int NumberOf(ReceivedMessage message) => (int)JsonNode.Parse(message.Body.Span)!["number"]!;

    private Process Start(IConfiguration configuration)
    {
        // A service knows by the name of its parent that systemd has started it; here that is a shell, which says the service's process id.
        string systemd = Path.Combine(_folder, "systemd");
        File.Copy("/bin/sh", systemd);
        ProcessStartInfo start = new(systemd, ["-c", "dotnet \"$0\" & echo $!; wait $!", Program]) { RedirectStandardOutput = true, WorkingDirectory = "/" };
        start.Environment["NOTIFY_SOCKET"] = SocketPath;
        start.Environment["Interval"] = "00:00:00.02";
        start.Environment["ModuleIdentities__UseEmulator"] = "false";
        start.Environment["ModuleIdentities__Cache__Directory"] = Path.Combine(_folder, "identities");
        foreach (KeyValuePair<string, string?> setting in configuration.AsEnumerable().Where(setting => setting.Value is not null))
        {
            start.Environment[setting.Key.Replace(":", "__", StringComparison.Ordinal)] = setting.Value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for a notification that begins with a text.</summary>
    private async Task HearAsync(string wanted)
    {
        byte[] buffer = new byte[4096];
        string heard;
        do
        {
            int count = await _systemd.ReceiveAsync(buffer, SocketFlags.None, Cancellation);
            heard = Encoding.UTF8.GetString(buffer.AsSpan(0, count));
        }
        while (!heard.StartsWith(wanted, StringComparison.Ordinal));
    }
}
