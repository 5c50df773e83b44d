using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary>A command for an emulator that runs already.</summary>
internal abstract class RunningEmulatorCommand : ToolCommand
{
    private readonly EmulatorOption _emulator = new();

    protected RunningEmulatorCommand(string name, string description)
        : base(name, description) => _emulator.AddTo(this);

    public override IReadOnlyList<ExitCode> ExitCodes => [ExitCode.CredentialRefused, ExitCode.Unavailable];

    /// <summary>Why there is nothing to do without an emulator, and what to do.</summary>
    protected virtual string NoEmulator =>
        "No emulator is named. Start one with 'moduleid emulator --ready-file emulator.env', and name that file: --emulator emulator.env.";

    /// <summary>Does the command's work with an emulator.</summary>
    protected abstract Task<ExitCode> RunAsync(EmulatorManagement emulator, ParseResult arguments, Screen screen, CancellationToken cancellationToken);

    protected sealed override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        using EmulatorManagement emulator = await _emulator.FindAsync(arguments, cancellationToken).ConfigureAwait(false)
            ?? throw new ToolException(ExitCode.Usage, "NoEmulator", NoEmulator);
        return await RunAsync(emulator, arguments, screen, cancellationToken).ConfigureAwait(false);
    }
}
