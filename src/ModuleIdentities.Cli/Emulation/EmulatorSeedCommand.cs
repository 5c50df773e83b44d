using System.CommandLine;
using System.Text;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid emulator seed</c></summary>
internal sealed class EmulatorSeedCommand : RunningEmulatorCommand
{
    private readonly Argument<string> _file = new("file") { Description = "Seed file, as docs/emulator.md describes it; - for standard input.", HelpName = "FILE" };

    public EmulatorSeedCommand()
        : base("seed", "Make what a seed asks for in a running emulator: devices, modules, enrolments, faults. What is there already by its id stays as it is.") => Add(_file);

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid emulator seed plant.json --emulator emulator.env", "Adds what plant.json describes; what is wrong with it is told with file, line and path."),
        new("jq '.enrollments += [{registrationId: \"line-5\"}]' plant.json | moduleid emulator seed - --emulator emulator.env --json", "What another program writes."),
    ];

    protected override async Task<ExitCode> RunAsync(EmulatorManagement emulator, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string file = arguments.GetRequiredValue(_file);
        string text = await TextInput.ReadAsync(file, cancellationToken).ConfigureAwait(false);
        string query = file == "-" ? "" : $"?file={Uri.EscapeDataString(Path.GetFullPath(file))}";
        await screen.WhileAsync(
            "Seeding", () => emulator.SendAsync(HttpMethod.Post, $"seed{query}", Encoding.UTF8.GetBytes(text), cancellationToken)).ConfigureAwait(false);
        screen.Result(new SeededDocument(file, emulator.Address), ToolJson.Relaxed.SeededDocument, () => screen.Note($"The emulator at {emulator.Address} has what {file} asks for."));
        return ExitCode.Ok;
    }
}

/// <summary>A seed that an emulator has taken.</summary>
internal sealed record SeededDocument(string File, Uri Emulator) : ToolDocument;
