using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModuleIdentities.Emulator.Faults;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid emulator fault add</c></summary>
internal sealed class FaultAddCommand : RunningEmulatorCommand
{
    private static readonly Dictionary<string, Type> Kinds = FaultJsonContext.Default.Fault.PolymorphismOptions!.DerivedTypes
        .ToDictionary(derived => (string)derived.TypeDiscriminator!, derived => derived.DerivedType, StringComparer.Ordinal);

    private readonly Argument<string> _kind = new("kind")
    {
        Description = $"What goes wrong: {string.Join(", ", Kinds.Keys)}. See docs/emulator.md.",
        HelpName = "KIND",
    };

    private readonly Argument<string[]> _members = new("members")
    {
        Description = "How and when, as in a seed: deviceId, moduleId, operations, startsIn, duration, skip, times, probability, seed, and what is the kind's own.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public FaultAddCommand()
        : base("add", "Add a fault to a running emulator. It stands until it is removed, has hit as often as it may, or the emulator ends.")
    {
        _kind.AcceptOnlyFromAmong([.. Kinds.Keys]);
        Add(_kind);
        Add(_members);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid emulator fault add refuse status=503 operations=CreateModule times=2 --emulator emulator.env", "The next two modules are refused; the id of the fault is told."),
        new("moduleid emulator fault add delay latency=00:00:00.200 deviceId=line-4 --emulator emulator.env --json", "A slow line for one device."),
    ];

    protected override async Task<ExitCode> RunAsync(EmulatorManagement emulator, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string kind = arguments.GetRequiredValue(_kind);
        JsonObject fault = new() { ["kind"] = kind };
        foreach (string member in arguments.GetValue(_members) ?? [])
        {
            string[] parts = member.Split('=', 2);
            JsonPropertyInfo property = parts.Length == 2 && Find(kind, parts[0]) is { } found ? found : throw Wrong(kind, member);
            fault[property.Name] = Value(property, parts[1]) ?? throw Wrong(kind, member);
        }

        byte[] answer = await emulator.SendAsync(HttpMethod.Post, "faults", Encoding.UTF8.GetBytes(fault.ToJsonString()), cancellationToken).ConfigureAwait(false) ?? [];
        FaultFacts added = JsonSerializer.Deserialize(answer, ToolJson.Relaxed.FaultFacts)!;
        screen.Result(new FaultDocument(added), ToolJson.Relaxed.FaultDocument, () => screen.Line($"{added.Id}"));
        return ExitCode.Ok;
    }

    private static IEnumerable<JsonPropertyInfo> Members(string kind) => FaultJsonContext.Default.GetTypeInfo(Kinds[kind])!.Properties;

    private static JsonPropertyInfo? Find(string kind, string name) =>
        Members(kind).FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static JsonValue? Value(JsonPropertyInfo property, string text) => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) switch
    {
        { } type when type == typeof(int) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? JsonValue.Create(number) : null,
        { } type when type == typeof(bool) => bool.TryParse(text, out bool flag) ? JsonValue.Create(flag) : null,
        { } type when type == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? JsonValue.Create(number) : null,
        _ => JsonValue.Create(text),
    };

    private static ToolException Wrong(string kind, string member) => new(
        ExitCode.Usage,
        "InvalidArgument",
        $"'{member}' says nothing about a fault '{kind}': write NAME=VALUE, of {string.Join(", ", Members(kind).Select(property => property.Name))}.");
}
