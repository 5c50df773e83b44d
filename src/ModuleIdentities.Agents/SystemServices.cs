using System.ComponentModel;
using System.Diagnostics;

namespace ModuleIdentities.Agents;

/// <summary>The services of this very device.</summary>
public sealed class SystemServices : IServiceControl
{
    /// <inheritdoc/>
    /// <exception cref="AgentException">The program is not there.</exception>
    public async Task<(int ExitCode, string Output)> RunAsync(ServiceCommand command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        ProcessStartInfo start = new(command.Program, command.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await error.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, output.Trim());
        }
        catch (Win32Exception exception)
        {
            throw new AgentException(AgentFault.InvalidRequest, $"There is no program '{command.Program}': this needs a device with systemd.", exception);
        }
    }
}
