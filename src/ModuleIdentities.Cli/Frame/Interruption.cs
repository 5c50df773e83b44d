using System.Runtime.InteropServices;

namespace ModuleIdentities.Cli;

/// <summary>Ctrl+C and SIGTERM: the first one asks the command to end well, the second one ends the process.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Take),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What an interrupted command ends with: 128 and the number of the signal, as shells have it; null when there was none.</summary>
    public ExitCode? ExitCode => Volatile.Read(ref _exitCode) is var code and not 0 ? (ExitCode)code : null;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        int code = (int)(context.Signal == PosixSignal.SIGTERM ? Cli.ExitCode.Terminated : Cli.ExitCode.Interrupted);
        if (Interlocked.CompareExchange(ref _exitCode, code, 0) == 0)
        {
            context.Cancel = true;
            _source.Cancel();
        }
    }
}
