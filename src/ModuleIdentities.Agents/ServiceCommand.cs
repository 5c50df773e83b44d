namespace ModuleIdentities.Agents;

/// <summary>A program that tells services something.</summary>
/// <param name="Program">The program's name.</param>
/// <param name="Arguments">Its arguments; never a secret.</param>
/// <param name="IsRestart">Whether it restarts the agent, and so counts against its <see cref="RestartLimit"/>.</param>
public sealed record ServiceCommand(string Program, IReadOnlyList<string> Arguments, bool IsRestart = false)
{
    /// <summary>Makes systemd read its units again.</summary>
    public static ServiceCommand Reload { get; } = new("systemctl", ["daemon-reload"]);

    /// <summary>Starts a unit, or starts it anew.</summary>
    public static ServiceCommand Restart(string unit) => new("systemctl", ["restart", unit], IsRestart: true);

    /// <summary>Stops a unit.</summary>
    public static ServiceCommand Stop(string unit) => new("systemctl", ["stop", unit]);

    /// <summary>Sends SIGHUP to the main process of a unit.</summary>
    public static ServiceCommand HangUp(string unit) => new("systemctl", ["kill", "--signal=SIGHUP", "--kill-whom=main", unit]);

    /// <summary>As it would be typed.</summary>
    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}";
}

/// <summary>Runs commands that tell services something.</summary>
public interface IServiceControl
{
    /// <summary>Runs a command to its end.</summary>
    /// <returns>Its exit code, and what it wrote on standard output, trimmed.</returns>
    Task<(int ExitCode, string Output)> RunAsync(ServiceCommand command, CancellationToken cancellationToken);
}
