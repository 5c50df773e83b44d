using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.CloudToDevice;
using ModuleIdentities.Emulator.Service.Connections;

namespace ModuleIdentities.Emulator.Tests.Service;

public sealed class CloudMessageLocksTests
{
    private readonly CloudMessageLocks _locks = new(TimeProvider.System);
    private readonly HubConnection _older = Connection();
    private readonly HubConnection _newer = Connection();

    [Fact]
    public void A_newer_connection_takes_what_an_older_one_holds_and_the_end_of_that_gives_nothing_back()
    {
        Assert.True(_locks.TryHold("d/1", _older));
        Assert.False(_locks.TryHold("d/1", _older));

        Assert.True(_locks.TryHold("d/1", _newer));
        _locks.Release(_older);

        Assert.False(_locks.TryHold("d/1", _newer));
    }

    [Fact]
    public void What_was_fetched_over_https_no_connection_takes()
    {
        Assert.True(_locks.TryHold("d/1", out _));

        Assert.False(_locks.TryHold("d/1", _newer));
    }

    private static HubConnection Connection() => new(new PrincipalId("d"), "1", static _ => { }, static _ => { });
}
