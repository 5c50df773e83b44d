using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Generation;

public class MemberTests
{
    [Fact]
    public void Telemetry_of_every_form() => Snapshot.Verify(GeneratorTest.Run("""
        namespace Demo;

        public record Reading(double Temperature, double? Humidity);

        public enum Level : byte { Low, High }

        [ModuleIdentity("thermostat")]
        public partial class Thermostat
        {
            /// <summary>Sends a reading.</summary>
            [Telemetry] public partial Task SendReadingAsync(Reading reading, [MessageProperty] string? alarm = null, CancellationToken cancellationToken = default);
            [Telemetry(Component = "sensor1")] public partial Task SendLevelAsync(Level level, [MessageProperty("unit")] Level unit, [MessageProperty] bool isUrgent);
            [Telemetry] public partial Task SendManyAsync(IReadOnlyList<Reading> readings, CancellationToken cancellationToken = default);
            [Telemetry] public partial Task SendStreamAsync(IAsyncEnumerable<Reading> readings);
            [Telemetry] public partial Task SendMixedAsync(Reading reading, double[] samples, Level? level, DateOnly day);
            [Telemetry] public partial Task SendAnyAsync(Dictionary<string, int> counts);
        }
        """));

    [Fact]
    public void Reported_properties() => Snapshot.Verify(GeneratorTest.Run("""
        namespace Demo;

        public class Network { public required string Name { get; set; } public int[] Channels { get; init; } = []; }

        [ModuleIdentity("thermostat")]
        public partial class Thermostat
        {
            [ReportedProperty] public partial Task ReportFirmwareAsync(string firmwareVersion, CancellationToken cancellationToken = default);
            [ReportedProperty(Component = "radio")] internal partial Task ReportRadioAsync(Network? network, bool? isOn);
        }
        """));

    [Fact]
    public void Desired_properties() => Snapshot.Verify(GeneratorTest.Run("""
        namespace Demo;

        public readonly record struct Schedule(TimeOnly From, TimeOnly To);

        [ModuleIdentity("thermostat", ModelId = "dtmi:com:example:Thermostat;1")]
        public partial class Thermostat
        {
            [DesiredProperty] private Task<PropertyResponse> OnTargetTemperatureAsync(double targetTemperature, CancellationToken ct) => Task.FromResult(PropertyResponse.Completed($"{targetTemperature}{ct}"));
            [DesiredProperty("mode")] private PropertyResponse OnMode(DayOfWeek? day, long version) => PropertyResponse.Rejected($"{day}{version}");
            [DesiredProperty(Component = "sensor1")] private void OnName(string? name) => _ = name;
            [DesiredProperty] private ValueTask OnScheduleAsync(Schedule schedule, long version, CancellationToken cancellationToken) => new(Task.FromResult((schedule, version, cancellationToken)));
            [DesiredProperty] private Task OnCountAsync(long count) => Task.FromResult(count);
            [DesiredProperty] private ValueTask<PropertyResponse> OnListAsync(List<Schedule> list) => new(PropertyResponse.InProgress($"{list.Count}"));
        }
        """));

    [Fact]
    public void Direct_methods() => Snapshot.Verify(GeneratorTest.Run("""
        namespace Demo;

        public record RebootRequest(int Delay, string? Reason = "none");

        public class RebootResult { public DateTimeOffset At { get; set; } }

        [ModuleIdentity("thermostat")]
        public partial class Thermostat
        {
            [DirectMethod("reboot")] private Task<RebootResult> RebootAsync(RebootRequest request, CancellationToken ct) => Task.FromResult(new RebootResult { At = DateTimeOffset.UnixEpoch.AddSeconds(request.Delay) });
            [DirectMethod] private void Blink() { }
            [DirectMethod] private MethodResponse<int> Measure(double? range) => new(range is null ? 400 : 200, 1);
            [DirectMethod] private MethodResponse Check(CancellationToken cancellationToken) => new(204);
            [DirectMethod(Component = "radio")] private ValueTask<string?> GetNameAsync() => new("x");
            [DirectMethod] private string Echo(string? text) => text ?? "";
            [DirectMethod] private Task<MethodResponse> ResetAsync(bool hard) => Task.FromResult(new MethodResponse(hard ? 200 : 202));
            [DirectMethod] private ValueTask WaitAsync(TimeSpan time) => new(Task.CompletedTask);
            [DirectMethod] private async Task StopAsync(CancellationToken cancellationToken) => await Task.CompletedTask.WaitAsync(cancellationToken);
        }
        """));

    [Fact]
    public void Inputs_and_outputs() => Snapshot.Verify(GeneratorTest.Run("""
        namespace Demo;

        public record Reading(double Temperature);

        [ModuleIdentity("filter")]
        public partial class Filter
        {
            [ModuleInput("readings")] private Task OnReadingAsync(Reading reading, InputMessage message, CancellationToken cancellationToken) => Task.FromResult((reading, message, cancellationToken));
            [ModuleInput("numbers")] private void OnNumber(double? number) => _ = number;
            [ModuleInput("raw")] private ValueTask OnRawAsync(InputMessage message) => new(Task.FromResult(message));
            [ModuleInput("ticks")] private async Task OnTickAsync(CancellationToken cancellationToken) => await Task.CompletedTask.WaitAsync(cancellationToken);
            [ModuleOutput("alerts")] public partial Task SendAlertAsync(Reading reading, [MessageProperty] string? kind = null, CancellationToken cancellationToken = default);
            [ModuleOutput("alerts")] internal partial Task SendLevelAsync(int level);
            [ModuleOutput("batches")] public partial Task SendManyAsync(IReadOnlyList<Reading> readings);
        }
        """));

    [Fact]
    public void Payloads_with_attributes() => Snapshot.Verify(GeneratorTest.Run("""
        using System.Collections.Immutable;
        using System.Text.Json;
        using System.Text.Json.Serialization;

        namespace Demo;

        [JsonConverter(typeof(JsonStringEnumConverter<Level>))]
        public enum Level { Low, High }

        [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
        public class Settings
        {
            [JsonPropertyName("t")] public double Target { get; set; }
            [JsonIgnore] public string Secret { get; set; } = "";
            [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Note { get; init; }
            [JsonNumberHandling(JsonNumberHandling.WriteAsString)] public int Count { get; private set; }
            [JsonInclude] public string Tag = "";
            [JsonRequired, JsonPropertyOrder(-1)] public Level Level { get; set; }
            public required ImmutableArray<Settings> Children { get; set; }
            [JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; }
            [Obsolete("old")] public int Old { get; set; }
            public (int, int) Field;
        }

        [ModuleIdentity("thermostat")]
        public partial class Thermostat
        {
            [DesiredProperty] private void OnSettings(Settings settings) => _ = settings;
            [Telemetry] public partial Task SendAsync(Settings settings);
        }
        """));

    [Fact]
    public void Interface_has_the_defaults_that_are_written() => Assert.Contains(
        "SendAsync(int x, global::System.Threading.CancellationToken token);\n",
        GeneratorTest.Run("""
            [ModuleIdentity("m")]
            public partial class Module
            {
                [Telemetry] public partial Task SendAsync(int x, [System.ComponentModel.Description("when to stop")] CancellationToken token);
            }
            """).Source("Module.g.cs"),
        StringComparison.Ordinal);
}
