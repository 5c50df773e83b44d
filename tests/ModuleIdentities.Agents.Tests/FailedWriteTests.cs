namespace ModuleIdentities.Agents.Tests;

/// <summary>What is left when a file cannot be written, or a service cannot be told.</summary>
public sealed class FailedWriteTests : IDisposable
{
    private readonly Image _image = new();
    private readonly RecordedServices _services = new();

    public FailedWriteTests() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Owners are root's to give.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _image.Dispose();

    [Fact]
    public async Task Files_that_were_written_before_the_one_that_failed_are_as_they_were()
    {
        _image.Write("/etc/systemd/system", "A file where its folder would be.");
        SortedDictionary<string, string> before = _image.Files();
        AgentDeployment deployment = Deployment(new OsConfigAgent());

        AgentException failed = await Assert.ThrowsAsync<AgentException>(async () =>
            await deployment.ApplyAsync(await Image.RequestAsync(new OsConfigAgent(), AgentMode.ConnectionString, _image.Running), Cancellation));

        Assert.Equal(AgentFault.FileFailed, failed.Fault);
        Assert.Contains("10-connection.conf", failed.Message, StringComparison.Ordinal);
        Assert.Equal(before, _image.Files());
        Assert.Empty(_services.Commands);
        Assert.False(deployment.IsPending);
    }

    [Fact]
    public async Task A_write_that_is_interrupted_leaves_the_old_file_and_no_other()
    {
        _image.Write("/etc/secret", "old");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AgentFile.OfRoot("/etc/secret", "new").WriteAsync(_image.Host, new CancellationToken(canceled: true)));

        Assert.Equal("old", _image.Read("/etc/secret"));
        Assert.Empty(Directory.EnumerateFiles(_image.Root, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_file_that_cannot_be_deleted_is_named()
    {
        _image.Write("/proc-file", "");
        File.Delete(_image.Locate("/proc-file"));
        File.CreateSymbolicLink(_image.Locate("/sys"), "/proc/self");

        AgentException failed = Assert.Throws<AgentException>(() => ReplacedFile.Delete(_image.Locate("/sys/status")));

        Assert.Contains("/sys/status cannot be deleted", failed.Message, StringComparison.Ordinal);
        File.Delete(_image.Locate("/sys"));
    }

    [Fact]
    public async Task Where_the_program_that_tells_a_service_is_missing_the_old_files_come_back()
    {
        SortedDictionary<string, string> before = _image.Files();
        _services.ExitCode = _ => throw new AgentException(AgentFault.InvalidRequest, "There is no program 'systemctl'.");

        AgentException broken = await Assert.ThrowsAsync<AgentException>(async () => await Deployment(new DefenderAgent())
            .ApplyAsync(await Image.RequestAsync(new DefenderAgent(), AgentMode.ConnectionString, _image.Running), Cancellation));

        Assert.Equal(AgentFault.Broken, broken.Fault);
        Assert.StartsWith("There is no program 'systemctl': the old files are back", broken.Message, StringComparison.Ordinal);
        Assert.Equal(before, _image.Files());
    }

    [Fact]
    public async Task What_others_could_have_written_is_not_put_back_by_root()
    {
        _image.Write("/var/lib/moduleid/agents/defender/pending.json", """[{"Path":"/etc/passwd","WasThere":true,"Content":"","Mode":420,"User":0,"Group":0}]""");
        _image.Protect("/var/lib/moduleid/agents/defender/pending.json", AgentFile.EverybodyReads | UnixFileMode.OtherWrite);

        AgentException untrusted = await Assert.ThrowsAsync<AgentException>(async () => await Deployment(new DefenderAgent())
            .ApplyAsync(await Image.RequestAsync(new DefenderAgent(), AgentMode.ConnectionString, _image.Running), Cancellation));

        Assert.Contains("chmod 600", untrusted.Message, StringComparison.Ordinal);
        Assert.StartsWith("root:", _image.Read("/etc/passwd"), StringComparison.Ordinal);
    }

    private AgentDeployment Deployment(Agent agent) => new(agent, _image.Running, _services, new SwiftTime());
}
