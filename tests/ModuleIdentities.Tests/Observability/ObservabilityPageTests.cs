using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Tests.Observability;

/// <summary>docs/observability.md says what the code does, and nothing else.</summary>
public sealed class ObservabilityPageTests
{
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(Repository.Documentation, "observability.md"));

    [Fact]
    public void Every_log_message_is_on_the_page_with_its_id_level_and_text()
    {
        IEnumerable<string> expected = typeof(ModuleClient).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => (method.Name, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(one => one.Message is not null)
            .OrderBy(one => one.Message!.EventId)
            .Select(one => $"| {one.Message!.EventId} | `{one.Name}` | {one.Message.Level} | {one.Message.Message} |");

        Assert.Equal(expected, Rows("## Logs"));
    }

    [Fact]
    public void Every_instrument_is_on_the_page_with_its_unit_and_meaning()
    {
        List<string> published = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ModuleIdentitiesTelemetry.Name)
            {
                published.Add($"| `{instrument.Name}` | {Kind(instrument)} | `{instrument.Unit}` | {instrument.Description} |");
            }
        };
        listener.Start();
        MakeInstruments();

        Assert.Equal(published.Order(StringComparer.Ordinal), Rows("## Metrics").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_instrument_belongs_to_the_one_meter()
    {
        List<Instrument> published = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ModuleIdentitiesTelemetry.Name)
            {
                published.Add(instrument);
            }
        };
        listener.Start();
        MakeInstruments();

        Assert.Single(published.Select(instrument => instrument.Meter).Distinct());
    }

    [Fact]
    public void Every_log_message_about_a_module_names_it()
    {
        NullabilityInfoContext nullability = new();
        ParameterInfo[] modules =
        [
            .. typeof(ModuleClient).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null)
                .SelectMany(method => method.GetParameters())
                .Where(parameter => parameter.Name == "moduleId"),
        ];

        Assert.NotEmpty(modules);
        Assert.All(modules, parameter => Assert.True(
            nullability.Create(parameter).ReadState == NullabilityState.NotNull, $"{parameter.Member.Name} may have no module id"));
    }

    private static void MakeInstruments()
    {
        foreach (Type type in new[] { typeof(ModuleIdentitiesTelemetry), typeof(ProvisioningMetrics), typeof(BacklogGauges) })
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "ObservableUpDownCounter" => "up-down counter",
        "ObservableGauge" => "gauge",
        string other => other,
    };

    private static IEnumerable<string> Rows(string section) => Page
        .SkipWhile(line => line != section)
        .Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Skip(1);
}
