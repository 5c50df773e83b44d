using static ModuleIdentities.ConnectionEventKind;
using static ModuleIdentities.ConnectionState;

namespace ModuleIdentities.Tests.Connection;

/// <summary>Every state with every event, one row each: what follows, or that it cannot happen.</summary>
public sealed class ConnectionMachineTests
{
    private const int Link = 7;

    private static readonly ModuleIdentityException Fault = new(ModuleIdentityErrorCode.Unreachable, "It failed", "Wait");

    public static TheoryData<ConnectionState, string, string> Table => new()
    {
        { Disconnected, nameof(Start), "Connecting Started Wait: Open 8" },
        { Disconnected, nameof(Opened), "impossible" },
        { Disconnected, nameof(OpenFailed), "impossible" },
        { Disconnected, nameof(Lost), "impossible" },
        { Disconnected, nameof(CredentialDue), "impossible" },
        { Disconnected, nameof(WaitOver), "impossible" },
        { Disconnected, nameof(Dispose), "Disposed Disposed None: End 0" },
        { Connecting, nameof(Start), "impossible" },
        { Connecting, nameof(Opened), "Connected Accepted None: None 0" },
        { Connecting, nameof(OpenFailed), "Backoff LinkFailed Wait: Wait 7" },
        { Connecting, nameof(Lost), "impossible" },
        { Connecting, nameof(CredentialDue), "unchanged" },
        { Connecting, nameof(WaitOver), "unchanged" },
        { Connecting, nameof(Dispose), "Disposed Disposed None: End 0" },
        { Connected, nameof(Start), "impossible" },
        { Connected, nameof(Opened), "impossible" },
        { Connected, nameof(OpenFailed), "impossible" },
        { Connected, nameof(Lost), "Backoff LinkFailed Wait: Wait 7" },
        { Connected, nameof(CredentialDue), "Renewing CredentialDue None: Replace 8" },
        { Connected, nameof(WaitOver), "unchanged" },
        { Connected, nameof(Dispose), "Disposed Disposed None: End 0" },
        { Renewing, nameof(Start), "impossible" },
        { Renewing, nameof(Opened), "Connected Accepted None: None 0" },
        { Renewing, nameof(OpenFailed), "Backoff LinkFailed Wait: Wait 7" },
        { Renewing, nameof(Lost), "impossible" },
        { Renewing, nameof(CredentialDue), "unchanged" },
        { Renewing, nameof(WaitOver), "unchanged" },
        { Renewing, nameof(Dispose), "Disposed Disposed None: End 0" },
        { Backoff, nameof(Start), "impossible" },
        { Backoff, nameof(Opened), "impossible" },
        { Backoff, nameof(OpenFailed), "impossible" },
        { Backoff, nameof(Lost), "impossible" },
        { Backoff, nameof(CredentialDue), "unchanged" },
        { Backoff, nameof(WaitOver), "Connecting WaitOver Wait: Open 8" },
        { Backoff, nameof(Dispose), "Disposed Disposed None: End 0" },
        { Refused, nameof(Start), "impossible" },
        { Refused, nameof(Opened), "impossible" },
        { Refused, nameof(OpenFailed), "impossible" },
        { Refused, nameof(Lost), "impossible" },
        { Refused, nameof(CredentialDue), "unchanged" },
        { Refused, nameof(WaitOver), "Connecting WaitOver Wait: OpenAnew 8" },
        { Refused, nameof(Dispose), "Disposed Disposed None: End 0" },
        { Disposed, nameof(Start), "impossible" },
        { Disposed, nameof(Opened), "unchanged" },
        { Disposed, nameof(OpenFailed), "unchanged" },
        { Disposed, nameof(Lost), "unchanged" },
        { Disposed, nameof(CredentialDue), "unchanged" },
        { Disposed, nameof(WaitOver), "unchanged" },
        { Disposed, nameof(Dispose), "unchanged" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_state_answers_each_event(ConnectionState state, string kind, string expected)
    {
        ConnectionSituation now = new(state, Link, Failures: 1);

        Assert.Equal(expected, Describe(now, new ConnectionEvent(Enum.Parse<ConnectionEventKind>(kind), Link, Fault, TimeSpan.FromMinutes(5))));
    }

    [Fact]
    public void The_table_has_a_row_for_every_pair() => Assert.Equal(
        from state in Enum.GetValues<ConnectionState>() from kind in Enum.GetNames<ConnectionEventKind>() select (state, kind),
        Table.Select(row => (row.Data.Item1, row.Data.Item2)));

    [Theory]
    [InlineData(nameof(Opened))]
    [InlineData(nameof(OpenFailed))]
    [InlineData(nameof(Lost))]
    [InlineData(nameof(CredentialDue))]
    [InlineData(nameof(WaitOver))]
    public void An_event_of_a_link_that_is_no_longer_current_changes_nothing(string kind)
    {
        foreach (ConnectionState state in Enum.GetValues<ConnectionState>().Except([Disconnected]))
        {
            Assert.Equal("unchanged", Describe(new ConnectionSituation(state, Link), new ConnectionEvent(Enum.Parse<ConnectionEventKind>(kind), Link - 1, Fault)));
        }
    }

    [Fact]
    public void An_impossible_event_names_both_sides()
    {
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(
            () => ConnectionMachine.Next(new ConnectionSituation(Backoff, Link), new ConnectionEvent(Opened, Link)));

        Assert.Equal("Opened of link 7 cannot happen to a connection that is Backoff with link 7.", exception.Message);
    }

    [Theory]
    [InlineData(ModuleIdentityErrorCode.CredentialRefused, "Refused Refused CheckConfiguration: Wait 7")]
    [InlineData(ModuleIdentityErrorCode.DeviceNotFound, "Refused Refused CheckConfiguration: Wait 7")]
    [InlineData(ModuleIdentityErrorCode.ServerNotTrusted, "Refused Refused CheckConfiguration: Wait 7")]
    [InlineData(ModuleIdentityErrorCode.EnrollmentDisabled, "Refused Refused CheckConfiguration: Wait 7")]
    [InlineData(ModuleIdentityErrorCode.Throttled, "Backoff Throttled Wait: Wait 7")]
    [InlineData(ModuleIdentityErrorCode.ServiceFailed, "Backoff LinkFailed Wait: Wait 7")]
    public void A_failed_attempt_is_followed_by_what_may_heal_it(ModuleIdentityErrorCode code, string expected) => Assert.Equal(
        expected,
        Describe(
            new ConnectionSituation(Connecting, Link),
            new ConnectionEvent(OpenFailed, Link, new ModuleIdentityException(code, "It failed", "Wait"))));

    [Fact]
    public void Three_links_in_a_row_that_are_lost_at_once_are_a_take_over_and_the_waits_grow()
    {
        ConnectionSituation situation = new(Connected, Link);
        List<(ConnectionChangeReason Reason, TimeSpan Shortest)> steps = [];
        for (int i = 0; i < 9; i++)
        {
            ConnectionStep step = ConnectionMachine.Next(situation, new ConnectionEvent(Lost, Link, Age: TimeSpan.FromSeconds(1)));
            steps.Add((step.Reason, step.Effect.Wait.Shortest));
            situation = step.Next with { State = Connected };
        }

        Assert.Equal(
            [0, 0, 30, 60, 120, 240, 480, 600, 600],
            steps.Select(step => step.Shortest.TotalSeconds));
        Assert.Equal(
            [ConnectionChangeReason.LinkFailed, ConnectionChangeReason.LinkFailed, ConnectionChangeReason.TakenOver],
            steps.Take(3).Select(step => step.Reason));
    }

    [Fact]
    public void A_link_that_the_hub_accepts_and_drops_before_it_is_set_up_counts_as_a_short_life()
    {
        ConnectionStep step = ConnectionMachine.Next(
            new ConnectionSituation(Connecting, Link, ShortLives: 2), new ConnectionEvent(OpenFailed, Link, Fault, WasAccepted: true));

        Assert.Equal(ConnectionChangeReason.TakenOver, step.Reason);
    }

    [Fact]
    public void A_good_life_starts_the_ladders_anew()
    {
        ConnectionStep step = ConnectionMachine.Next(
            new ConnectionSituation(Connected, Link, Failures: 8, ShortLives: 2), new ConnectionEvent(Lost, Link, Age: ConnectionMachine.GoodLife));

        Assert.Equal((1, 0), (step.Next.Failures, step.Next.ShortLives));
        Assert.Equal(new WaitRange(TimeSpan.Zero, TimeSpan.FromSeconds(1)), step.Effect.Wait);
    }

    [Fact]
    public void Every_tenth_failure_in_a_row_asks_the_services_where_the_device_belongs() => Assert.Equal(
        [ConnectionEffectKind.Open, ConnectionEffectKind.OpenAnew, ConnectionEffectKind.Open, ConnectionEffectKind.OpenAnew],
        new[] { 9, 10, 11, 20 }.Select(failures => ConnectionMachine
            .Next(new ConnectionSituation(Backoff, Link, Failures: failures), new ConnectionEvent(WaitOver, Link)).Effect.Kind));

    [Fact]
    public void A_hub_that_learns_of_its_modules_later_is_asked_again_soon_and_then_as_any_that_refuses()
    {
        ModuleIdentityException refusal = new(ModuleIdentityErrorCode.CredentialRefused, "It refused", "Wait");
        ConnectionSituation situation = new(Connecting, Link, HubLearnsLater: true);
        List<(ConnectionState State, RecommendedAction Action, double Seconds)> steps = [];
        for (int i = 0; i < 8; i++)
        {
            ConnectionStep step = ConnectionMachine.Next(situation, new ConnectionEvent(OpenFailed, Link, refusal));
            Assert.Equal(ConnectionChangeReason.Refused, step.Reason);
            steps.Add((step.Next.State, step.Action, step.Effect.Wait.Shortest.TotalSeconds));
            situation = step.Next with { State = Connecting };
        }

        Assert.Equal(
            [
                .. new double[] { 5, 10, 20, 40, 80, 160 }.Select(seconds => (Backoff, RecommendedAction.Wait, seconds)),
                .. new double[] { 300, 600 }.Select(seconds => (Refused, RecommendedAction.CheckConfiguration, seconds)),
            ],
            steps);
    }

    [Fact]
    public void What_a_hub_that_learns_later_has_no_part_in_is_refused_at_once()
    {
        ModuleIdentityException denial = new(ModuleIdentityErrorCode.AccessDenied, "It refused", "Wait");

        ConnectionStep step = ConnectionMachine.Next(new ConnectionSituation(Connecting, Link, HubLearnsLater: true), new ConnectionEvent(OpenFailed, Link, denial));

        Assert.Equal((Refused, TimeSpan.FromMinutes(5)), (step.Next.State, step.Effect.Wait.Shortest));
    }

    private static string Describe(ConnectionSituation now, ConnectionEvent happened)
    {
        try
        {
            ConnectionStep step = ConnectionMachine.Next(now, happened);
            return step.Next == now && step.Effect.Kind == ConnectionEffectKind.None
                ? "unchanged"
                : $"{step.Next.State} {step.Reason} {step.Action}: {step.Effect.Kind} {step.Effect.Link}";
        }
        catch (InvalidOperationException)
        {
            return "impossible";
        }
    }
}
