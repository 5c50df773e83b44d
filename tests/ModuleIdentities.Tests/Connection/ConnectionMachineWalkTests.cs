using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tests.Connection;

/// <summary>Random walks: whatever happens in whatever order, as long as it can happen.</summary>
public sealed class ConnectionMachineWalkTests
{
    private static readonly ModuleIdentityErrorCode[] Codes = Enum.GetValues<ModuleIdentityErrorCode>();

    [Fact]
    public void A_connection_always_has_a_way_on_and_waits_no_longer_than_an_hour_and_a_quarter() => Prop.ForAll<int[]>(choices =>
    {
        ConnectionSituation situation = new(ConnectionState.Disconnected, HubLearnsLater: choices.Length % 2 == 0);
        int opened = 0;
        foreach (int choice in choices)
        {
            ConnectionEvent happened = Choose(situation, (uint)choice);
            ConnectionStep step = ConnectionMachine.Next(situation, happened);

            Assert.True(step.Next.Link >= situation.Link, "Links are counted up.");
            Assert.True(step.Effect.Kind is not (ConnectionEffectKind.Open or ConnectionEffectKind.OpenAnew or ConnectionEffectKind.Replace)
                || step.Effect.Link == ++opened, "Each link is opened once.");
            Assert.InRange(step.Effect.Wait.Shortest, TimeSpan.Zero, step.Effect.Wait.Longest);
            Assert.InRange(step.Effect.Wait.Longest, TimeSpan.Zero, TimeSpan.FromHours(1.25));
            Assert.Equal(step.Effect.Kind == ConnectionEffectKind.Wait, step.Next.State is ConnectionState.Backoff or ConnectionState.Refused);
            Assert.Equal(step.Effect.Kind == ConnectionEffectKind.End, step.Next.State == ConnectionState.Disposed && situation.State != ConnectionState.Disposed);
            situation = step.Next;
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(60));

    /// <summary>One of the events that can happen in a state.</summary>
    private static ConnectionEvent Choose(ConnectionSituation now, uint choice)
    {
        TimeSpan age = TimeSpan.FromSeconds(choice % 120);
        ConnectionEvent failed = new(
            ConnectionEventKind.OpenFailed,
            now.Link,
            new ModuleIdentityException(Codes[choice % Codes.Length], "It failed", "Wait"),
            WasAccepted: choice % 3 == 0);
        ConnectionEventKind kind = (now.State, choice % 11) switch
        {
            (ConnectionState.Disposed, _) => ConnectionEventKind.Dispose,
            (ConnectionState.Disconnected, _) => ConnectionEventKind.Start,
            (ConnectionState.Connected, < 5) => ConnectionEventKind.CredentialDue,
            (ConnectionState.Connected, _) => ConnectionEventKind.Lost,
            (ConnectionState.Connecting or ConnectionState.Renewing, < 5) => ConnectionEventKind.Opened,
            (ConnectionState.Connecting or ConnectionState.Renewing, < 10) => ConnectionEventKind.OpenFailed,
            (_, < 10) => ConnectionEventKind.WaitOver,
            _ => ConnectionEventKind.Dispose,
        };
        return kind == ConnectionEventKind.OpenFailed ? failed : new ConnectionEvent(kind, now.Link, Age: age);
    }
}
