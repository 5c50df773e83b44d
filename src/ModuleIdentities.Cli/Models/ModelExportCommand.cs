using System.CommandLine;
using System.Text;
using System.Text.Json;
using ModuleIdentities.Build;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid model export</c></summary>
internal sealed class ModelExportCommand : ToolCommand
{
    private readonly Argument<string> _assembly = new("assembly") { Description = "Compiled assembly (.dll) with annotated classes. It is read, not run.", HelpName = "ASSEMBLY" };

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "Folder to write them to, as a device models repository has them; without it they go to standard output.",
        HelpName = "DIR",
    };

    public ModelExportCommand()
        : base("export", "Write the digital twin models (DTDL) of the module classes in an assembly.")
    {
        Add(_assembly);
        Add(_out);
    }

    public override IReadOnlyList<ExitCode> ExitCodes => [ExitCode.NotFound];

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid model export bin/Release/net10.0/Plant.dll --out models", "models/dtmi/com/example/thermostat-1.json and so on."),
        new("moduleid model export bin/Release/net10.0/Plant.dll | jq -s '.[].\"@id\"'", "The ids of all models."),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string assembly = TextInput.Existing(arguments.GetRequiredValue(_assembly));
        IReadOnlyList<CompiledModel> models = Read(assembly);
        if (models.Count == 0)
        {
            throw new ToolException(
                ExitCode.NotFound, "ModelNotFound", $"{assembly} has no model: give a class [ModuleIdentity(\"…\", ModelId = \"dtmi:…;1\")], build, and name the assembly that the class is in.");
        }

        List<ExportedModel> exported = [];
        foreach (CompiledModel model in models)
        {
            string? file = arguments.GetValue(_out) is { } folder ? Path.GetFullPath(Path.Combine(folder, model.RepositoryPath)) : null;
            if (file is not null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllTextAsync(file, model.Text + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken).ConfigureAwait(false);
            }

            exported.Add(new ExportedModel(model.Id, file, JsonElement.Parse(model.Text)));
        }

        screen.Result(new ModelsDocument(exported), ToolJson.Relaxed.ModelsDocument, () =>
        {
            foreach ((CompiledModel model, ExportedModel written) in models.Zip(exported))
            {
                screen.Line(written.File ?? model.Text);
            }
        });
        return ExitCode.Ok;
    }

    private static List<CompiledModel> Read(string assembly)
    {
        try
        {
            return CompiledModels.Read(assembly);
        }
        catch (Exception exception) when (exception is BadImageFormatException or InvalidOperationException)
        {
            // The second says that a native program has no metadata.
            throw new ToolException(
                ExitCode.Usage, "NotAnAssembly", $"{assembly} is no .NET assembly: name the .dll that the build has made, not a native program, which has no metadata.");
        }
    }
}

/// <summary>The models of an assembly.</summary>
internal sealed record ModelsDocument(IReadOnlyList<ExportedModel> Models) : ToolDocument;

/// <summary>A digital twin model.</summary>
/// <param name="Id">The model id.</param>
/// <param name="File">Where it was written to; null for nowhere.</param>
/// <param name="Model">The DTDL.</param>
internal sealed record ExportedModel(string Id, string? File, JsonElement Model);
