using System.CommandLine;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Cli;

/// <summary>How a command finds an emulator that runs already.</summary>
internal sealed class EmulatorOption
{
    private readonly Option<string?> _file = new("--emulator")
    {
        Description = "File that 'moduleid emulator --ready-file FILE' has written; without it, the environment variables that are in it.",
        HelpName = "FILE",
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_file);

    /// <summary>The emulator that is named; null when none is.</summary>
    /// <exception cref="ToolException">The file is missing, or is no such file.</exception>
    public async Task<EmulatorManagement?> FindAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        ConfigurationBuilder builder = new();
        builder.AddEnvironmentVariables();
        string? file = arguments.GetValue(_file);
        if (file is not null)
        {
            builder.AddInMemoryCollection(Read(await TextInput.ReadAsync(file, cancellationToken).ConfigureAwait(false)));
        }

        IConfigurationRoot configuration = builder.Build();
        if (!Uri.TryCreate(configuration[ManagementVariables.Uri], UriKind.Absolute, out Uri? address) || configuration[ManagementVariables.Token] is not { Length: > 0 } token)
        {
            return file is null
                ? null
                : throw new ToolException(
                    ExitCode.Usage, "InvalidConfiguration", $"{file} has no {ManagementVariables.Uri} and {ManagementVariables.Token}: name the file that 'moduleid emulator --ready-file FILE' has written.");
        }

        ModuleIdentityOptions options = new();
        ModuleIdentityOptionsBinder.Bind(configuration, options);
        // A variable is one line.
        options.Network.TrustedRootPem = options.Network.TrustedRootPem?.Replace("\\n", "\n", StringComparison.Ordinal);
        return new EmulatorManagement(address, token, options.Network);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Read(string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split('=', 2))
        .Where(parts => parts.Length == 2)
        .Select(parts => KeyValuePair.Create(parts[0].Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), (string?)parts[1]));
}
