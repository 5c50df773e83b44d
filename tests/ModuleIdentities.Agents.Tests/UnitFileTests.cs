using System.Diagnostics;

namespace ModuleIdentities.Agents.Tests;

/// <summary>What systemd itself says of the drop-in for OSConfig's unit.</summary>
public sealed class UnitFileTests
{
    private const string Units = "/etc/systemd/system";

    [Theory]
    [InlineData("ExecStart=\n", "", false)]
    [InlineData("", "", true)]
    public async Task The_drop_in_replaces_the_command_of_a_unit_like_the_packaged_one(string before, string after, bool isGood)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/bin/systemd-analyze"), "Needs systemd-analyze.");
        using Image image = new();
        image.Write($"{Units}/osconfig.service", "[Service]\nType=simple\nUser=root\nExecStart=/bin/true\nRestart=always\n");
        foreach (AgentFile file in new OsConfigAgent().Render(await Image.RequestAsync(new OsConfigAgent(), AgentMode.ConnectionString, image.Host)))
        {
            await file.WriteAsync(image.Host, TestContext.Current.CancellationToken);
        }

        if (before.Length > 0)
        {
            image.Write($"{Units}/osconfig.service.d/10-connection.conf", image.Read($"{Units}/osconfig.service.d/10-connection.conf").Replace(before, after, StringComparison.Ordinal));
        }

        // OSConfig itself need not be here.
        string said = string.Join('\n', (await VerifyAsync(image)).Split('\n').Where(line => !line.Contains("Command /usr/bin/osconfig is not executable", StringComparison.Ordinal))).Trim();

        Assert.Equal(isGood, said.Length == 0);
    }

    private static async Task<string> VerifyAsync(Image image)
    {
        ProcessStartInfo start = new("systemd-analyze", ["verify", "--man=no", "osconfig.service"]) { RedirectStandardError = true };
        start.Environment["SYSTEMD_UNIT_PATH"] = $"{image.Locate(Units)}:";
        using Process verify = Process.Start(start)!;
        string error = await verify.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await verify.WaitForExitAsync(TestContext.Current.CancellationToken);
        return error;
    }
}
