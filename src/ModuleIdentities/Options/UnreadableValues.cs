using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ModuleIdentities;

/// <summary>Finds values of the configuration that are not of their option's type, so that they are told together with all other faults.</summary>
internal static class UnreadableValues
{
    private const string Duration = "a time span such as 00:00:30";
    private const string Integer = "a whole number";
    private const string Switch = "true or false";

    /// <summary>Every option that is not a text.</summary>
    private static readonly Option[] Options =
    [
        OfChoice<ModuleEngine>("Engine"),
        OfChoice<ProvisioningTransport>("Provisioning:Transport"),
        new("Provisioning:IotEdge:Enabled", IsSwitch, Switch),
        new("Provisioning:Timeout", IsDuration, Duration),
        new("Provisioning:RegistryOperationsPerMinute", IsInteger, Integer),
        OfChoice<ModuleKeyKind>("Keys:Kind"),
        new("Keys:RotationInterval", IsDuration, Duration),
        new("Network:MqttPort", IsInteger, Integer),
        new("Network:HttpsPort", IsInteger, Integer),
        OfChoice<HubTransport>("Network:Transport"),
        new("Network:Proxy", static text => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _), "an address", MayHoldSecret: true),
        new("Network:KeepAlive", IsDuration, Duration),
        new("Network:OperationTimeout", IsDuration, Duration),
        new("Telemetry:Window", IsInteger, Integer),
        OfChoice<TelemetryFullMode>("Telemetry:WhenFull"),
        new("Telemetry:QueueCapacity", IsInteger, Integer),
        new("Telemetry:QueueBytes", IsLongInteger, Integer),
        new("Telemetry:MessageTimeout", IsDuration, Duration),
        new("Telemetry:FlushTimeout", IsDuration, Duration),
        new("Outbox:Capacity", IsLongInteger, Integer),
        new("Outbox:CapacityBytes", IsLongInteger, Integer),
        new("Outbox:MaxAge", IsDuration, Duration),
        OfChoice<TelemetryFullMode>("Outbox:WhenFull"),
        new("UseEmulator", IsSwitch, Switch),
    ];

    /// <summary>The paths of all options that are not a text.</summary>
    public static IEnumerable<string> Paths => Options.Select(option => option.Path);

    /// <summary>Says which options cannot be read, by path, and why.</summary>
    public static IReadOnlyDictionary<string, string> Find(IConfiguration section) => Options
        .Select(option => (Option: option, Text: section[option.Path]))
        .Where(one => !string.IsNullOrEmpty(one.Text) && !one.Option.IsReadable(one.Text))
        .ToDictionary(one => one.Option.Path, one => one.Option.Fault(one.Text!), StringComparer.OrdinalIgnoreCase);

    /// <summary>The section without some of its values.</summary>
    public static IConfiguration Without(IConfiguration section, IReadOnlyDictionary<string, string> paths) => new ConfigurationBuilder()
        .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true).Where(value => !paths.ContainsKey(value.Key)))
        .Build();

    private static Option OfChoice<T>(string path)
        where T : struct, Enum =>
        new(path, static text => Enum.TryParse<T>(text, ignoreCase: true, out _), $"one of {string.Join(", ", Enum.GetNames<T>())}");

    private static bool IsSwitch(string text) => bool.TryParse(text, out _);

    private static bool IsInteger(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);

    private static bool IsLongInteger(string text) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);

    private static bool IsDuration(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _);

    /// <param name="Path">Where it is.</param>
    /// <param name="IsReadable">Whether a text is of its type.</param>
    /// <param name="Kind">Its type, in words.</param>
    /// <param name="MayHoldSecret">Whether its value must not be shown.</param>
    private sealed record Option(string Path, Func<string, bool> IsReadable, string Kind, bool MayHoldSecret = false)
    {
        public string Fault(string text) => MayHoldSecret ? $"must be {Kind}" : $"is '{text}'; it must be {Kind}";
    }
}
