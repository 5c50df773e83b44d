using System.Security.Cryptography;

namespace ModuleIdentities.Agents.Tests;

/// <summary>How agents are told: their restart rules, what happens when they do not run, and when the process dies on the way.</summary>
public sealed class DeploymentTests : IDisposable
{
    private readonly Image _image = new();
    private readonly RecordedServices _services = new();
    private readonly SwiftTime _time = new();

    public DeploymentTests() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Owners are root's to give.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, AgentMode> AllWays => new(
        KnownAgents.All.SelectMany(agent => agent.Modes.Select(mode => (agent.Name, mode))));

    public void Dispose() => _image.Dispose();

    [Fact]
    public async Task Defender_is_restarted_and_seen_running()
    {
        AgentOutcome outcome = await ApplyAsync(new DefenderAgent());

        Assert.Equal(AgentOutcomeState.Applied, outcome.State);
        Assert.Equal(["systemctl restart defender-iot-micro-agent.service"], _services.Commands);
    }

    [Fact]
    public async Task OSConfig_is_restarted_for_its_drop_in_and_only_hung_up_for_a_new_key()
    {
        await ApplyAsync(new OsConfigAgent());
        await ApplyAsync(new OsConfigAgent(), key: RandomKey());

        Assert.Equal(
            ["systemctl daemon-reload", "systemctl restart osconfig.service", "systemctl kill --signal=SIGHUP --kill-whom=main osconfig.service"],
            _services.Commands);
    }

    [Fact]
    public async Task OSConfig_is_restarted_for_another_password_of_its_proxy_which_it_would_not_hear_of_otherwise()
    {
        AgentRequest request = await Image.RequestAsync(new OsConfigAgent(), AgentMode.ConnectionString, _image.Running);
        await Deployment(new OsConfigAgent()).ApplyAsync(request with { Proxy = new Uri("http://me:old@10.0.0.1:3128") }, Cancellation);
        int told = _services.Commands.Count;

        await Deployment(new OsConfigAgent()).ApplyAsync(request with { Proxy = new Uri("http://me:new@10.0.0.1:3128") }, Cancellation);

        Assert.Equal(["systemctl restart osconfig.service"], _services.Commands.Skip(told));
    }

    [Fact]
    public async Task OSConfig_is_not_restarted_more_often_than_systemd_forgives()
    {
        const string DropIn = "/etc/systemd/system/osconfig.service.d/10-connection.conf";
        for (int i = 0; i < 2; i++)
        {
            await ApplyAsync(new OsConfigAgent());
            File.Delete(_image.Locate(DropIn));
        }

        AgentException busy = await Assert.ThrowsAsync<AgentException>(() => ApplyAsync(new OsConfigAgent()));
        Assert.Equal(AgentFault.Busy, busy.Fault);
        Assert.StartsWith(Deployment(new OsConfigAgent()).WhyNotRestart()!, busy.Message, StringComparison.Ordinal);
        Assert.False(_image.Has(DropIn));

        _time.Pass(TimeSpan.FromMinutes(16));
        Assert.Null(Deployment(new OsConfigAgent()).WhyNotRestart());
        Assert.Equal(AgentOutcomeState.Applied, (await ApplyAsync(new OsConfigAgent())).State);
        Assert.Equal(3, _services.Commands.Count(command => command == "systemctl restart osconfig.service"));
    }

    [Fact]
    public async Task Device_Update_is_never_restarted_in_the_middle_of_an_update()
    {
        Directory.CreateDirectory(_image.Locate("/var/lib/adu/downloads/3f0c"));

        AgentException busy = await Assert.ThrowsAsync<AgentException>(() => ApplyAsync(new DeviceUpdateAgent()));
        Assert.Equal(AgentFault.Busy, busy.Fault);
        Assert.False(_image.Has("/etc/adu/du-config.json"));
        Assert.Empty(_services.Commands);

        Directory.Delete(_image.Locate("/var/lib/adu/downloads/3f0c"));
        Assert.Equal(AgentOutcomeState.Applied, (await ApplyAsync(new DeviceUpdateAgent())).State);
    }

    [Fact]
    public async Task Device_Update_is_asked_where_its_own_file_has_its_downloads()
    {
        _image.Write("/etc/adu/du-config.json", """{"dataFolder":"/data/adu","manufacturer":"contoso","model":"gw1"}""");
        Directory.CreateDirectory(_image.Locate("/data/adu/downloads/3f0c"));

        AgentException busy = await Assert.ThrowsAsync<AgentException>(() => ApplyAsync(new DeviceUpdateAgent()));

        Assert.Equal(AgentFault.Busy, busy.Fault);
        Assert.Contains("/data/adu/downloads", Deployment(new DeviceUpdateAgent()).WhyNotRestart(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defender_forgets_what_it_knew_with_other_settings()
    {
        AgentRequest request = (await Image.RequestAsync(new DefenderAgent(), AgentMode.ConnectionString, _image.Running)) with { IsWebSocket = true };

        await Deployment(new DefenderAgent()).ApplyAsync(request, Cancellation);
        await Deployment(new DefenderAgent()).ApplyAsync(request with { Identity = AgentIdentity.Of(await Image.ModuleAsync(new DefenderAgent(), RandomKey())) }, Cancellation);

        Assert.Equal(
            [
                "systemctl stop defender-iot-micro-agent.service", "rm -f /var/lib/defender_iot_micro_agent/cache.json", "systemctl restart defender-iot-micro-agent.service",
                "systemctl restart defender-iot-micro-agent.service",
            ],
            _services.Commands);
    }

    [Fact]
    public async Task Device_Update_becomes_a_principal_with_its_groups()
    {
        using Image image = new(group: "root:x:0:\nadu:x:4712:\naziotid:x:4713:\naziotcs:x:4714:adu\naziotks:x:4715:\n");
        Directory.CreateDirectory(image.Locate("/etc/aziot/identityd/config.d"));

        await ApplyAsync(new DeviceUpdateAgent(), AgentMode.IdentityService, image: image);

        Assert.Equal(
            ["usermod --append --groups aziotid,aziotks adu", "aziotctl system restart", "systemctl restart deviceupdate-agent.service"], _services.Commands);
    }

    [Fact]
    public async Task Without_restart_the_files_are_written_and_nobody_is_told()
    {
        Directory.CreateDirectory(_image.Locate("/var/lib/adu/downloads/3f0c"));

        AgentOutcome outcome = await ApplyAsync(new DeviceUpdateAgent(), isActivating: false);

        Assert.Equal(AgentOutcomeState.Written, outcome.State);
        Assert.True(_image.Has("/etc/adu/du-config.json"));
        Assert.Empty(_services.Commands);
    }

    [Theory]
    [InlineData("failed", AgentFault.RolledBack)]
    [InlineData("activating", AgentFault.RolledBack)]
    [InlineData("failed", AgentFault.Broken)]
    public async Task An_agent_that_does_not_run_gets_its_old_files_back(string state, AgentFault fault)
    {
        await ApplyAsync(new DefenderAgent());
        SortedDictionary<string, string> before = _image.Files();
        string connection = _image.Read("/etc/defender_iot_micro_agent/connection_string.txt");
        _services.State = () => fault == AgentFault.RolledBack && _image.Read("/etc/defender_iot_micro_agent/connection_string.txt") == connection ? "active" : state;

        AgentException exception = await Assert.ThrowsAsync<AgentException>(() => ApplyAsync(new DefenderAgent(), key: RandomKey()));

        Assert.Equal(fault, exception.Fault);
        Assert.Equal(before, _image.Files());
        Assert.Equal("0:0 0600", _image.Protection("/etc/defender_iot_micro_agent/connection_string.txt"));
        Assert.False(Deployment(new DefenderAgent()).IsPending);
    }

    [Fact]
    public async Task A_first_time_that_fails_leaves_no_file_behind()
    {
        SortedDictionary<string, string> before = _image.Files();
        _services.ExitCode = command => command.Contains("restart", StringComparison.Ordinal) ? 1 : 0;

        await Assert.ThrowsAsync<AgentException>(() => ApplyAsync(new OsConfigAgent()));

        Assert.Equal(before, _image.Files());
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task Whatever_step_it_dies_at_applying_again_ends_well(string name, AgentMode mode)
    {
        Agent agent = KnownAgents.All.Single(known => known.Name == name);
        int steps = 0;
        using (Image whole = Prepared())
        {
            await ApplyAsync(agent, mode, image: whole, onStep: _ => steps++);
        }

        Assert.InRange(steps, 5, 12);
        for (int dieAt = 1; dieAt <= steps; dieAt++)
        {
            using Image image = Prepared();
            RecordedServices services = new();
            int step = 0;
            await Assert.ThrowsAsync<DiedException>(() => ApplyAsync(
                agent, mode, image: image, services: services, onStep: _ => Die(++step == dieAt)));
            int told = services.Commands.Count;

            AgentOutcome outcome = await ApplyAsync(agent, mode, image: image, services: services);

            Assert.Equal(AgentOutcomeState.Applied, outcome.State);
            Assert.Contains(services.Commands.Skip(told), command => command.Contains(agent.Unit, StringComparison.Ordinal));
            Assert.Equal(AgentOutcomeState.Unchanged, (await ApplyAsync(agent, mode, image: image, services: services)).State);
            Assert.Empty(Directory.EnumerateFiles(image.Root, "*.tmp", SearchOption.AllDirectories));
            Assert.False(File.Exists(image.Locate($"/var/lib/moduleid/agents/{name}/pending.json")));
        }

        static Image Prepared()
        {
            Image image = new();
            Directory.CreateDirectory(image.Locate("/etc/aziot/identityd/config.d"));
            return image;
        }
    }

    [Fact]
    public async Task After_a_death_the_files_that_come_back_are_those_that_worked()
    {
        await ApplyAsync(new DefenderAgent());
        string working = _image.Read("/etc/defender_iot_micro_agent/connection_string.txt");
        await Assert.ThrowsAsync<DiedException>(() => ApplyAsync(
            new DefenderAgent(), key: RandomKey(), onStep: step => Die(step == "watch")));
        Assert.NotEqual(working, _image.Read("/etc/defender_iot_micro_agent/connection_string.txt"));
        _services.State = () => _image.Read("/etc/defender_iot_micro_agent/connection_string.txt") == working ? "active" : "failed";

        AgentException exception = await Assert.ThrowsAsync<AgentException>(() => ApplyAsync(new DefenderAgent(), key: RandomKey()));

        Assert.Equal(AgentFault.RolledBack, exception.Fault);
        Assert.Equal(working, _image.Read("/etc/defender_iot_micro_agent/connection_string.txt"));
    }

    [Fact]
    public async Task Two_at_one_time_come_one_after_the_other()
    {
        List<string> steps = [];
        TaskCompletionSource inside = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim go = new();
        Task<AgentOutcome> first = Task.Run(() => ApplyAsync(new DefenderAgent(), onStep: step =>
        {
            lock (steps)
            {
                steps.Add($"first {step}");
            }

            inside.TrySetResult();
            go.Wait(Cancellation);
        }), Cancellation);
        await inside.Task.WaitAsync(Cancellation);
        AgentException locked = await Assert.ThrowsAsync<AgentException>(() => ApplyAsync(new DefenderAgent(), key: RandomKey()));
        go.Set();
        await first;

        AgentOutcome second = await ApplyAsync(new DefenderAgent(), key: RandomKey(), onStep: step => steps.Add($"second {step}"));

        Assert.Equal(AgentFault.Locked, locked.Fault);
        Assert.Equal(AgentOutcomeState.Applied, second.State);
        Assert.Equal(steps.OrderBy(step => step.StartsWith("second", StringComparison.Ordinal)), steps);
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task What_was_applied_can_be_removed_whole(string name, AgentMode mode)
    {
        Agent agent = KnownAgents.All.Single(known => known.Name == name);
        Directory.CreateDirectory(_image.Locate("/etc/aziot/identityd/config.d"));
        await ApplyAsync(agent, mode);

        AgentOutcome outcome = await Deployment(agent).RemoveAsync(Cancellation);

        Assert.Equal(AgentOutcomeState.Applied, outcome.State);
        Assert.Contains($"systemctl stop {agent.Unit}", _services.Commands);
        Assert.All(_image.Files().Values, content => Assert.DoesNotMatch("SharedAccessKey|PRIVATE KEY", content));
        Assert.Equal(AgentOutcomeState.Unchanged, (await Deployment(agent).RemoveAsync(Cancellation)).State);
    }

    private static string RandomKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static void Die(bool isTime)
    {
        if (isTime)
        {
            throw new DiedException();
        }
    }

    private AgentDeployment Deployment(
        Agent agent, Image? image = null, RecordedServices? services = null, bool isActivating = true, Action<string>? onStep = null) =>
        new(agent, (image ?? _image).Running, services ?? _services, _time) { IsActivating = isActivating, OnStep = onStep };

    private async Task<AgentOutcome> ApplyAsync(
        Agent agent,
        AgentMode mode = AgentMode.ConnectionString,
        string? key = null,
        Image? image = null,
        RecordedServices? services = null,
        bool isActivating = true,
        Action<string>? onStep = null)
    {
        AgentRequest request = await Image.RequestAsync(agent, mode, (image ?? _image).Running, key);
        return await Deployment(agent, image, services, isActivating, onStep).ApplyAsync(request, Cancellation);
    }

    private sealed class DiedException : Exception;
}
