namespace ModuleIdentities.Agents.Tests;

/// <summary>What an agent and the services around it hear when its identity is taken away.</summary>
public sealed class RemovalTests : IDisposable
{
    private readonly Image _image = new();
    private readonly RecordedServices _services = new();

    public RemovalTests() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Owners are root's to give.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _image.Dispose();

    [Theory]
    [InlineData("defender", AgentMode.ConnectionString, "systemctl stop defender-iot-micro-agent.service")]
    [InlineData("device-update", AgentMode.Certificate, "systemctl stop deviceupdate-agent.service")]
    [InlineData("device-update", AgentMode.IdentityService, "systemctl stop deviceupdate-agent.service", "aziotctl system restart")]
    [InlineData("osconfig", AgentMode.ConnectionString, "systemctl stop osconfig.service", "systemctl daemon-reload")]
    [InlineData("osconfig", AgentMode.IdentityService, "systemctl stop osconfig.service", "aziotctl system restart")]
    public async Task Systemd_and_the_Identity_Service_hear_of_files_of_theirs_that_are_gone(string name, AgentMode mode, params string[] commands)
    {
        AgentDeployment deployment = await AppliedAsync(name, mode);
        int told = _services.Commands.Count;

        await deployment.RemoveAsync(Cancellation);

        Assert.Equal(commands, _services.Commands.Skip(told));
    }

    [Fact]
    public async Task A_secret_does_not_come_back_because_a_service_could_not_be_told()
    {
        AgentDeployment deployment = await AppliedAsync("osconfig", AgentMode.ConnectionString);
        _services.ExitCode = command => command == "systemctl daemon-reload" ? 1 : 0;

        AgentException untold = await Assert.ThrowsAsync<AgentException>(() => deployment.RemoveAsync(Cancellation));

        Assert.Equal(AgentFault.NotTold, untold.Fault);
        Assert.Contains("systemctl daemon-reload", untold.Message, StringComparison.Ordinal);
        Assert.False(_image.Has("/etc/osconfig/osconfig.conn"));
        Assert.True(deployment.IsPending);

        _services.ExitCode = _ => 0;
        Assert.Equal(AgentOutcomeState.Applied, (await deployment.RemoveAsync(Cancellation)).State);
        Assert.Contains("systemctl daemon-reload", _services.Commands[^1], StringComparison.Ordinal);
        Assert.False(deployment.IsPending);
    }

    private async Task<AgentDeployment> AppliedAsync(string name, AgentMode mode)
    {
        Directory.CreateDirectory(_image.Locate("/etc/aziot/identityd/config.d"));
        Agent agent = KnownAgents.All.Single(known => known.Name == name);
        AgentDeployment deployment = new(agent, _image.Running, _services, new SwiftTime());
        await deployment.ApplyAsync(await Image.RequestAsync(agent, mode, _image.Running), Cancellation);
        return deployment;
    }
}
