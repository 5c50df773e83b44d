using System.CommandLine;
using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.Cli;

/// <summary>How a command learns who the device is; none of it takes a secret itself.</summary>
internal sealed class DeviceOptions
{
    private const string ConnectionStringKey = $"{ModuleIdentityOptions.SectionName}:Provisioning:ConnectionString";

    private readonly Option<FileInfo?> _config = new("--config")
    {
        Description = "JSON file with the section ModuleIdentities, for example the appsettings.json of the application.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _connectionString = new("--connection-string-file")
    {
        Description = "File with the device's connection string; - for standard input.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo?> _aziot = new("--aziot")
    {
        Description = "Configuration of the Azure IoT Identity Service, usually /etc/aziot/config.toml: the device as it knows it.",
        HelpName = "FILE",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_config);
        command.Add(_connectionString);
        command.Add(_aziot);
    }

    /// <summary>Puts together what the options and the environment say; the environment wins over files.</summary>
    /// <exception cref="ToolException">A file is missing or cannot be understood.</exception>
    /// <exception cref="InvalidDataException">The JSON file cannot be understood.</exception>
    public async Task<IConfigurationRoot> ReadAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        ConfigurationBuilder builder = new();
        if (arguments.GetValue(_aziot) is { } aziot)
        {
            builder.AddInMemoryCollection(AziotConfiguration.Read(await ReadFileAsync(aziot.FullName, cancellationToken).ConfigureAwait(false), aziot.FullName));
        }

        if (arguments.GetValue(_config) is { } config)
        {
            builder.AddJsonFile(Existing(config.FullName), optional: false, reloadOnChange: false);
        }

        builder.AddEnvironmentVariables();
        if (arguments.GetValue(_connectionString) is { } path)
        {
            string text = path == "-"
                ? await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false)
                : await ReadFileAsync(path, cancellationToken).ConfigureAwait(false);
            builder.AddInMemoryCollection([new(ConnectionStringKey, text.Trim())]);
        }

        return builder.Build();
    }

    private static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken) =>
        await File.ReadAllTextAsync(Existing(path), cancellationToken).ConfigureAwait(false);

    private static string Existing(string path) => File.Exists(path)
        ? path
        : throw new ToolException(ExitCode.Usage, "FileNotFound", $"There is no file {path}, or this user may not see it. Check the path, or use sudo.");
}
