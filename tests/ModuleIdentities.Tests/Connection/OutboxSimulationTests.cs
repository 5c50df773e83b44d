using System.Globalization;
using ModuleIdentities.Tests.Connection.Simulation;

namespace ModuleIdentities.Tests.Connection;

/// <summary>
/// The outbox under a disk that is full, slow, damaged, away or lying, over a link as bad, in a process that dies: thousands of courses in each run.
/// A course that fails is replayed by its seed, and then kept here by name.
/// </summary>
public sealed class OutboxSimulationTests
{
    private const int Seeds = 2000;

    /// <summary>Every run is the same run; <c>MODULEIDENTITIES_SEEDS=random</c> looks further.</summary>
    private const int FirstSeed = 1;

    [Fact]
    public void What_the_outbox_accepted_arrives_in_order_or_is_reported_and_nothing_hangs()
    {
        string? only = Environment.GetEnvironmentVariable("MODULEIDENTITIES_SEED");
        if (only is not null)
        {
            OutboxCourse.Run(int.Parse(only, CultureInfo.InvariantCulture));
            return;
        }

        (long accepted, long copies, long deaths, long lost, long dropped) = (0, 0, 0, 0, 0);
        int first = Environment.GetEnvironmentVariable("MODULEIDENTITIES_SEEDS") == "random" ? Random.Shared.Next() : FirstSeed;
        for (int i = 0; i < Seeds; i++)
        {
            (int Accepted, int Copies, int Deaths, int Lost, long Dropped, _) = OutboxCourse.Run(unchecked(first + i)).Count;
            (accepted, copies, deaths, lost, dropped) = (accepted + Accepted, copies + Copies, deaths + Deaths, lost + Lost, dropped + Dropped);
        }

        // A simulation in which nothing goes wrong shows nothing.
        TestContext.Current.SendDiagnosticMessage(
            "{0} courses from seed {1}: {2} accepted, {3} copies, {4} deaths, {5} lost by the disk itself, {6} dropped and reported",
            Seeds, first, accepted, copies, deaths, lost, dropped);
        Assert.True(accepted > 100 * Seeds && copies > Seeds && deaths > Seeds && lost > 0 && dropped > 0);
    }

    [Theory]
    [InlineData(716)]
    [InlineData(398132943)]
    public void A_dropped_message_of_which_a_dying_process_did_not_tell_the_disk_may_come_late(int seed) => OutboxCourse.Run(seed);

    [Fact]
    public void The_same_seed_gives_the_same_course() => Assert.Equal(OutboxCourse.Run(42).Count, OutboxCourse.Run(42).Count);
}
