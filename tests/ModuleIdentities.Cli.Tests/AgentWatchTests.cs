using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Cli.Tests;

/// <summary><c>agent watch</c>, as a process that systemd would start.</summary>
public sealed class AgentWatchTests
{
    private const string Module = "DefenderIotMicroAgent";
    private const string SecondHub = "127.0.0.2";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rotation_and_a_move_to_another_hub_reach_the_agents_file_and_nothing_else_is_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Files of root are root's.");
        await using Bench bench = await Bench.StartAsync(new IotEmulatorOptions { LinkedHubs = [SecondHub] });
        string root = AgentTests.Image(bench);
        string file = Path.Combine(root, "etc/defender_iot_micro_agent/connection_string.txt");
        using Socket systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(bench.Environment["NOTIFY_SOCKET"] = Path.Combine(bench.Folder, "notify")));
        await using RunningTool watch = bench.StartDevice("agent", "watch", "defender", "--root", root, "--every", "1d", "--json");

        JsonObject first = await watch.JsonAsync();
        byte[] told = new byte[64];
        int length = await systemd.ReceiveAsync(told, Cancellation);
        Assert.Equal(("written", "READY=1"), ((string)first["state"]!, Encoding.UTF8.GetString(told, 0, length)));
        EmulatedHub before = bench.Emulator.Hubs.Single(hub => hub.Devices.List().Count > 0);
        EmulatedHub other = bench.Emulator.Hubs.Single(hub => hub != before);

        await before.Devices.RegenerateModuleKeysAsync(Bench.Device, Module, Cancellation);
        watch.Signal("HUP");
        JsonObject rotated = await watch.JsonAsync();

        Assert.Equal("update", (string)Assert.Single(rotated["files"]!.AsArray())!["change"]!);
        Assert.Equal($"{before.Devices.ConnectionString(Bench.Device, Module)}\n", await File.ReadAllTextAsync(file, Cancellation));

        bench.Emulator.Enrollments.MoveTo(Bench.Device, other.HostName);
        await before.Devices.RemoveAsync(Bench.Device, Cancellation);
        watch.Signal("HUP");
        JsonObject moved = await watch.JsonAsync();

        Assert.Equal("update", (string)Assert.Single(moved["files"]!.AsArray())!["change"]!);
        Assert.Equal($"{other.Devices.ConnectionString(Bench.Device, Module)}\n", await File.ReadAllTextAsync(file, Cancellation));

        watch.Signal("TERM");
        Assert.Equal(143, (await watch.EndAsync()).ExitCode);
    }
}
