using System.Diagnostics;

namespace ModuleIdentities.Cli.Tests.Serving;

/// <summary>The systemd units of docs/serve.md.</summary>
public sealed class ServeUnitTests
{
    private static readonly string Units = Path.Combine(Repository.Root, "docs", "systemd");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Systemd_finds_no_fault_in_the_units()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "There is no systemd here.");
        string folder = Directory.CreateTempSubdirectory("moduleid-units-").FullName;
        File.Copy(Path.Combine(Units, "moduleid.socket"), Path.Combine(folder, "moduleid.socket"));
        string service = await File.ReadAllTextAsync(Path.Combine(Units, "moduleid.service"), Cancellation);

        // Verified is that the program is there, too; the user need not be.
        await File.WriteAllTextAsync(Path.Combine(folder, "moduleid.service"), service.Replace("/usr/bin/moduleid", "/bin/true", StringComparison.Ordinal), Cancellation);
        using Process verify = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", Path.Combine(folder, "moduleid.service"), Path.Combine(folder, "moduleid.socket")])
        {
            RedirectStandardError = true,
        })!;
        string faults = await verify.StandardError.ReadToEndAsync(Cancellation);
        await verify.WaitForExitAsync(Cancellation);

        Assert.Equal((0, ""), (verify.ExitCode, faults.Trim()));
    }

    [Fact]
    public async Task A_request_that_came_before_the_service_is_answered_by_it()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-socket-activate"), "There is no systemd here.");
        await using ServeBench serve = await ServeBench.StartAsync();
        string socket = Path.Combine(Path.GetDirectoryName(serve.SocketPath)!, "activated.sock");
        await using RunningTool activated = serve.Bench.Start(["serve", "--config", serve.Config], wrapper: ["systemd-socket-activate", "-l", socket]);

        // The tool is started with the first connection, in which the request waits; until the socket is there it is curl that waits.
        using Process curl = Process.Start(new ProcessStartInfo("curl", ["-s", "--retry", "20", "--retry-all-errors", "--retry-delay", "1", "--unix-socket", socket, "http://localhost/v1/modules"]) { RedirectStandardOutput = true })!;
        string modules = await curl.StandardOutput.ReadToEndAsync(Cancellation);

        Assert.Equal("""[{"moduleId":"admin","access":"Signatures"}]""", modules);
    }
}
