using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Generation;

/// <summary>
/// Binding what is generated costs a build and an editor far more than generating it, and grows with its length: so the length has a limit, which
/// fails a build. Time has none, as no machine repeats it.
/// </summary>
public class EmittedSizeTests
{
    private const int PerClass = 3500;
    private const int PerPayload = 1500;

    private const string Scalars = """
            [Telemetry] public partial Task SendTextAsync(string text, CancellationToken cancellationToken = default);
            [Telemetry] public partial Task SendCountAsync(int count, CancellationToken cancellationToken = default);
            [Telemetry] public partial Task SendFlagAsync(bool flag, CancellationToken cancellationToken = default);
            [Telemetry] public partial Task SendValueAsync(double value, CancellationToken cancellationToken = default);
            [Telemetry] public partial Task SendTimeAsync(DateTime time, CancellationToken cancellationToken = default);
        """;

    private const string Payload = """
        public class Reading
        {
            public string Text { get; set; } = "";
            public int Count { get; set; }
            public bool Flag { get; set; }
            public double Value { get; set; }
            public DateTime Time { get; set; }
        }
        """;

    [Fact]
    public void Class_of_five_scalars() => Assert.InRange(Length(Scalars), 1, PerClass);

    [Fact]
    public void Object_payload_of_five_properties_both_ways_beside_a_scalar_one() => Assert.InRange(
        Length(Scalars + BothWays("Reading")) - Length(Scalars + BothWays("double")), 1, PerPayload);

    private static string BothWays(string type) =>
        $"[Telemetry] public partial Task SendAsync({type} reading, CancellationToken cancellationToken = default); [DesiredProperty] void On({type} reading) {{ }}";

    private static int Length(string members) => GeneratorTest
        .Run($"namespace Bench.Part19;\n{Payload}\n[ModuleIdentity(\"class999\")]\npublic partial class Annotated999\n{{\n{members}\n}}")
        .Source("Bench.Part19.Annotated999.g.cs").Length;
}
