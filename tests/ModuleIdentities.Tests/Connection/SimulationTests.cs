using System.Globalization;
using ModuleIdentities.Tests.Connection.Simulation;

namespace ModuleIdentities.Tests.Connection;

/// <summary>
/// Courses of a whole world in memory, thousands in each run: two bad hours, then the faults stop, and everything must come to rest with nothing
/// lost. A course that fails is replayed by its seed, and then kept here by name.
/// </summary>
public sealed class SimulationTests
{
    private const int Seeds = 2000;

    [Fact]
    public void Nothing_accepted_is_lost_and_nothing_hangs()
    {
        string? only = Environment.GetEnvironmentVariable("MODULEIDENTITIES_SEED");
        if (only is not null)
        {
            SimulatedCourse.Run(int.Parse(only, CultureInfo.InvariantCulture));
            return;
        }

        int messages = 0;
        int copies = 0;
        int givenUp = 0;
        int first = Random.Shared.Next();
        for (int i = 0; i < Seeds; i++)
        {
            (int sent, int received, int thrown) = SimulatedCourse.Run(unchecked(first + i)).Count;
            messages += sent;
            copies += received - sent;
            givenUp += thrown;
        }

        // A simulation in which nothing goes wrong shows nothing.
        TestContext.Current.SendDiagnosticMessage("{0} courses from seed {1}: {2} messages, {3} sent again, {4} given up", Seeds, first, messages, copies, givenUp);
        Assert.InRange(copies, messages / 1000, messages);
        Assert.InRange(givenUp, 0, messages / 1000);
    }

    [Fact]
    public void The_same_seed_gives_the_same_course() => Assert.Equal(SimulatedCourse.Run(42).Count, SimulatedCourse.Run(42).Count);
}
