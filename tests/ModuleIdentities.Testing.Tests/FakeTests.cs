namespace ModuleIdentities.Testing.Tests;

/// <summary>What a fake remembers, and what it can be told to do.</summary>
public sealed class FakeTests
{
    private readonly FakePump _fake = new();
    private readonly IPump _pump;

    public FakeTests() => _pump = _fake;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_method_has_a_log_of_what_it_was_given()
    {
        Flow flow = new(3);
        await _pump.SendPressureAsync(1.5, Cancellation);
        await _pump.SendPressureAsync(2.5, Cancellation);
        await _pump.SendFlowAsync(flow, cancellationToken: Cancellation);
        await _pump.SendFlowAsync(flow, "low", Cancellation);
        await _pump.SendFlowsAsync([flow, flow], Cancellation);
        await _pump.BeatAsync();
        await _pump.ReportStateAsync("started", 3, Cancellation);

        Assert.Equal([1.5, 2.5], _fake.SentPressure);
        Assert.Equal([(flow, null), (flow, "low")], _fake.SentFlow);
        Assert.Equal("low", _fake.SentFlow[1].Alarm);
        Assert.Equal([flow, flow], Assert.Single(_fake.SentFlows));
        Assert.Single(_fake.BeatCalls);
        Assert.Equal(("started", 3), (_fake.ReportedState[0].Event, _fake.ReportedState[0].Level));
    }

    [Fact]
    public async Task A_stream_is_drained_as_the_module_drains_it()
    {
        await _pump.SendStreamAsync(new[] { new Flow(1), new Flow(2) }.ToAsyncEnumerable(), Cancellation);

        Assert.Equal([new Flow(1), new Flow(2)], Assert.Single(_fake.SentStream));
    }

    [Fact]
    public async Task A_cancelled_call_is_not_remembered()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _pump.SendPressureAsync(1, new CancellationToken(canceled: true)));

        Assert.Empty(_fake.SentPressure);
    }

    [Fact]
    public async Task A_call_fails_as_the_test_says_and_is_remembered()
    {
        _fake.SentPressure.OnSend = (_, _) => throw ModuleFailure.Of(ModuleIdentityErrorCode.TimedOut, wasSent: true);

        ModuleIdentityException thrown = await Assert.ThrowsAsync<ModuleIdentityException>(() => _pump.SendPressureAsync(1, Cancellation));

        Assert.Equal((ModuleIdentityErrorCode.TimedOut, true, true), (thrown.Code, thrown.WasSent, thrown.IsTransient));
        Assert.Equal([1], _fake.SentPressure);
    }

    [Fact]
    public async Task A_call_takes_as_long_as_the_test_says()
    {
        TaskCompletionSource acknowledged = new();
        _fake.SentPressure.OnSend = (_, _) => acknowledged.Task;
        Task sending = _pump.SendPressureAsync(1, Cancellation);

        Assert.False(sending.IsCompleted);
        acknowledged.SetResult();
        await sending;
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_sent()
    {
        Task<double> high = _fake.SentPressure.WaitFor(where: pressure => pressure > 2);
        Task<IReadOnlyList<double>> two = _fake.SentPressure.WaitForCount(2);
        await _pump.SendPressureAsync(1, Cancellation);
        Assert.False(high.IsCompleted || two.IsCompleted);

        await _pump.SendPressureAsync(3, Cancellation);

        Assert.Equal(3, await high);
        Assert.Equal([1, 3], await two);
        Assert.Equal(1, await _fake.SentPressure.WaitFor());
    }

    [Fact]
    public async Task Waiting_in_vain_lists_what_was_sent_instead()
    {
        HubAssertionException nothing = await Assert.ThrowsAsync<HubAssertionException>(
            () => _fake.SentPressure.WaitFor(within: TimeSpan.FromMilliseconds(1)));
        await _pump.SendPressureAsync(1, Cancellation);
        HubAssertionException other = await Assert.ThrowsAsync<HubAssertionException>(
            () => _fake.SentPressure.WaitFor(where: pressure => pressure > 2, within: TimeSpan.FromMilliseconds(1)));
        HubAssertionException fewer = await Assert.ThrowsAsync<HubAssertionException>(
            () => _fake.SentPressure.WaitForCount(2, within: TimeSpan.FromMilliseconds(1)));

        Assert.Equal("Within 0.001 s the fake was not given anything.", nothing.Message);
        Assert.Equal("Within 0.001 s the fake was not given anything with pressure => pressure > 2, but: 1", other.Message);
        Assert.Equal("Within 0.001 s the fake was given a value less than 2 times: 1", fewer.Message);
    }
}
