using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Cli;

/// <summary>A command that acts as the device, or as one of its modules.</summary>
internal abstract class DeviceCommand : ToolCommand
{
    private readonly DeviceOptions _device = new();

    protected DeviceCommand(string name, string description)
        : base(name, description) => _device.AddTo(this);

    public override IReadOnlyList<ExitCode> ExitCodes =>
        [ExitCode.NotFound, ExitCode.CredentialRefused, ExitCode.Unavailable, ExitCode.Conflict];

    /// <summary>Does the command's work with options that have passed validation.</summary>
    protected abstract Task<ExitCode> RunAsync(
        ModuleIdentityOptions options, ParseResult arguments, Screen screen, CancellationToken cancellationToken);

    protected sealed override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(
            await _device.ReadAsync(arguments, cancellationToken).ConfigureAwait(false));
        using ILoggerFactory? loggers = CreateLoggers(arguments);
        options.LoggerFactory = loggers;
        options.UseTpm();
        return await RunAsync(options, arguments, screen, cancellationToken).ConfigureAwait(false);
    }
}
