using System.Diagnostics;

namespace ModuleIdentities.Benchmarks.Programs;

/// <summary>One of the programs under <c>benchmarks/Clients</c>, or the command line, published as it would be for a device.</summary>
internal sealed class PublishedProgram
{
    private readonly string _folder;
    private readonly string _name;
    private readonly PublishForm _form;

    private PublishedProgram(string folder, string name, PublishForm form)
    {
        _folder = folder;
        _name = name;
        _form = form;
    }

    /// <summary>The file that is started.</summary>
    public string File => Path.Combine(_folder, _form == PublishForm.FrameworkDependent ? $"{_name}.dll" : _name);

    /// <summary>Bytes of all files that a device needs.</summary>
    public long Bytes => Files("*").Sum(file => file.Length);

    /// <summary>The assemblies beside the program's own.</summary>
    public IReadOnlyList<FileInfo> Dependencies => [.. Files("*.dll").Where(file => file.Name != $"{_name}.dll")];

    /// <param name="client">The folder under <c>benchmarks/Clients</c>, or the path of one elsewhere.</param>
    /// <param name="name">The name of its project.</param>
    /// <param name="form">How.</param>
    /// <param name="properties">MSBuild properties, <c>Name=Value</c>.</param>
    /// <exception cref="InvalidOperationException">It cannot be published here.</exception>
    public static Task<PublishedProgram> PublishAsync(string client, string name, PublishForm form, params string[] properties) =>
        PublishProjectAsync(Path.Combine("benchmarks", "Clients", client), name, form, [$"Form={form}", .. properties]);

    /// <summary>Publishes the command line.</summary>
    /// <exception cref="InvalidOperationException">It cannot be published here.</exception>
    public static Task<PublishedProgram> PublishToolAsync(PublishForm form) =>
        PublishProjectAsync(Path.Combine("src", "ModuleIdentities.Cli"), "moduleid", form, [$"PublishAot={form == PublishForm.NativeAot}"]);

    private static async Task<PublishedProgram> PublishProjectAsync(string project, string name, PublishForm form, string[] properties)
    {
        string folder = Directory.CreateTempSubdirectory("moduleidentities-published-").FullName;
        ProcessStartInfo start = new(
            "dotnet",
            ["publish", Path.Combine(Repository.Root, project), "-c", "Release", "-v", "quiet", "-o", folder, .. properties.Select(property => $"-p:{property}")])
        { RedirectStandardOutput = true };
        using Process publish = Process.Start(start)!;
        string output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0
            ? new PublishedProgram(folder, name, form)
            : throw new InvalidOperationException($"{name} cannot be published as {form} here; NativeAOT needs a C compiler and zlib.\n{output}");
    }

    /// <summary>Starts it.</summary>
    public RunningProgram Launch(IEnumerable<KeyValuePair<string, string?>> environment, params string[] arguments)
    {
        ProcessStartInfo start = _form == PublishForm.FrameworkDependent
            ? new("dotnet", [File, .. arguments])
            : new(File, arguments);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach ((string variable, string? value) in environment)
        {
            start.Environment[variable.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new RunningProgram(Process.Start(start)!);
    }

    /// <summary>The lines that it prints when it is started without a word.</summary>
    public async Task<string[]> ListAsync()
    {
        await using RunningProgram running = Launch([]);
        return await running.ReadAllAsync();
    }

    /// <summary>What only a debugger or an editor reads stays at home.</summary>
    private IEnumerable<FileInfo> Files(string pattern) =>
        new DirectoryInfo(_folder).EnumerateFiles(pattern, SearchOption.AllDirectories).Where(file => file.Extension is not (".pdb" or ".dbg" or ".xml"));
}
