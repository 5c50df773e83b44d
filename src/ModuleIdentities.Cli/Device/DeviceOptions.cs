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

    /// <summary>The files that the command line names, and that may hold a secret.</summary>
    public IEnumerable<string> Files(ParseResult arguments) => new[]
    {
        arguments.GetValue(_config)?.FullName,
        arguments.GetValue(_aziot)?.FullName,
        arguments.GetValue(_connectionString) is { } path and not "-" ? Path.GetFullPath(path) : null,
    }.OfType<string>();

    /// <summary>Puts together what the options and the environment say; the environment wins over files, and a connection string over both.</summary>
    /// <exception cref="ToolException">A file is missing or cannot be understood.</exception>
    /// <exception cref="InvalidDataException">The JSON file cannot be understood.</exception>
    public async Task<IConfigurationRoot> ReadAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        ConfigurationBuilder builder = new();
        if (arguments.GetValue(_aziot)?.FullName is { } aziot)
        {
            builder.AddInMemoryCollection(AziotConfiguration.Read(await TextInput.ReadAsync(aziot, cancellationToken).ConfigureAwait(false), aziot));
        }

        if (arguments.GetValue(_config)?.FullName is { } config)
        {
            builder.AddJsonFile(TextInput.Existing(config), optional: false, reloadOnChange: false);
        }

        builder.AddEnvironmentVariables();
        if (arguments.GetValue(_connectionString) is { } path)
        {
            string text = await TextInput.ReadAsync(path, cancellationToken).ConfigureAwait(false);
            builder.AddInMemoryCollection([new(ConnectionStringKey, text.Trim())]);
        }

        return builder.Build();
    }
}
