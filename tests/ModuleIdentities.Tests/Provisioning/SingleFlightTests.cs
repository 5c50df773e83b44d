namespace ModuleIdentities.Tests.Provisioning;

public sealed class SingleFlightTests
{
    private readonly SingleFlight<int> _flight = new();
    private readonly TaskCompletionSource<int> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    [Fact]
    public async Task Callers_at_the_same_time_share_the_work_and_later_ones_start_anew()
    {
        Task<int> first = RunAsync(CancellationToken.None);
        Task<int> second = RunAsync(CancellationToken.None);
        _result.SetResult(7);

        int[] results = await Task.WhenAll(first, second);
        Assert.Equal([7, 7], results);
        Assert.Equal(1, _started);
        await RunAsync(CancellationToken.None);
        Assert.Equal(2, _started);
    }

    [Fact]
    public async Task A_caller_who_gives_up_leaves_the_work_to_the_others()
    {
        using CancellationTokenSource cancellation = new();
        Task<int> first = RunAsync(cancellation.Token);
        Task<int> second = RunAsync(CancellationToken.None);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _result.SetResult(7);

        Assert.Equal(7, await second);
        Assert.Equal(1, _started);
    }

    [Fact]
    public async Task The_last_caller_to_give_up_ends_the_work()
    {
        using CancellationTokenSource cancellation = new();
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> only = _flight.RunAsync(
            async token =>
            {
                try
                {
                    return await _result.Task.WaitAsync(token);
                }
                finally
                {
                    ended.SetResult();
                }
            },
            cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);
        await ended.Task;
    }

    private Task<int> RunAsync(CancellationToken cancellationToken) => _flight.RunAsync(
        token =>
        {
            Interlocked.Increment(ref _started);
            return _result.Task.WaitAsync(token);
        },
        cancellationToken);
}
