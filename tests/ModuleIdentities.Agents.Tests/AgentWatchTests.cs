using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;

namespace ModuleIdentities.Agents.Tests;

/// <summary>Looking at a module time and again: what makes it write, what does not, and what ends it.</summary>
public sealed class AgentWatchTests : IAsyncDisposable
{
    private const string Connection = "/etc/defender_iot_micro_agent/connection_string.txt";

    private readonly Image _image = new();
    private readonly FakeTimeProvider _time = new();
    private readonly AgentWatch _watch;
    private readonly IAsyncEnumerator<AgentLook> _looks;
    private Func<AgentRequest> _found;

    public AgentWatchTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Owners are root's to give.");
        _found = () => throw new InvalidOperationException("Nothing to be found yet.");
        AgentDeployment deployment = new(new DefenderAgent(), _image.Host, new RecordedServices(), new SwiftTime());
        _watch = new AgentWatch(deployment, _ => Task.FromResult(_found()), _time) { Interval = TimeSpan.FromHours(1), RetryInterval = TimeSpan.FromMinutes(1) };
        _looks = _watch.RunAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _looks.DisposeAsync();
        _image.Dispose();
    }

    [Fact]
    public async Task A_new_key_is_written_at_the_next_look_and_the_same_key_is_not_written_again()
    {
        AgentRequest first = await RequestAsync();
        _found = () => first;
        Assert.Equal(AgentOutcomeState.Written, (await LookAsync()).Outcome?.State);
        Assert.Equal(AgentOutcomeState.Unchanged, (await LookAfterAsync(TimeSpan.FromHours(1.1))).Outcome?.State);

        AgentRequest rotated = await RequestAsync();
        _found = () => rotated;
        Assert.Equal(AgentOutcomeState.Written, (await LookAfterAsync(TimeSpan.FromHours(1.1))).Outcome?.State);
        Assert.Equal($"{rotated.Identity!.ConnectionString}\n", _image.Read(Connection));
    }

    [Fact]
    public async Task Somebody_who_knows_of_a_change_need_not_wait()
    {
        AgentRequest first = await RequestAsync();
        _found = () => first;
        await LookAsync();
        ValueTask<bool> next = _looks.MoveNextAsync();
        AgentRequest rotated = await RequestAsync();
        _found = () => rotated;

        _watch.LookNow();

        Assert.True(await next);
        Assert.Equal(AgentOutcomeState.Written, _looks.Current.Outcome?.State);
    }

    [Fact]
    public async Task A_failure_that_passes_is_told_and_tried_again_soon()
    {
        AgentException locked = new(AgentFault.Locked, "Somebody else is at it.");
        _found = () => throw locked;
        Assert.Same(locked, (await LookAsync()).Failure);

        AgentRequest request = await RequestAsync();
        _found = () => request;
        Assert.Equal(AgentOutcomeState.Written, (await LookAfterAsync(TimeSpan.FromMinutes(1.1))).Outcome?.State);
    }

    [Fact]
    public async Task A_failure_that_does_not_pass_ends_it()
    {
        _found = () => throw new AgentException(AgentFault.RolledBack, "It does not run with that.");

        Assert.Equal(AgentFault.RolledBack, (await Assert.ThrowsAsync<AgentException>(LookAsync)).Fault);
    }

    private async Task<AgentLook> LookAsync()
    {
        Assert.True(await _looks.MoveNextAsync());
        return _looks.Current;
    }

    private async Task<AgentLook> LookAfterAsync(TimeSpan wait)
    {
        ValueTask<bool> next = _looks.MoveNextAsync();
        Assert.False(next.IsCompleted);
        _time.Advance(wait);
        Assert.True(await next);
        return _looks.Current;
    }

    private async Task<AgentRequest> RequestAsync() => new(
        _image.Host,
        AgentMode.ConnectionString,
        AgentIdentity.Of(await Image.ModuleAsync(new DefenderAgent(), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))));
}
