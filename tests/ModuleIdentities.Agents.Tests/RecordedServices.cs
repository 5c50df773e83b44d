using System.Collections.Concurrent;

namespace ModuleIdentities.Agents.Tests;

/// <summary>Services that write down what they are told, and say what they are told to say.</summary>
internal sealed class RecordedServices : IServiceControl
{
    private readonly ConcurrentQueue<string> _commands = new();

    /// <summary>What was run, but for questions.</summary>
    public IReadOnlyList<string> Commands => [.. _commands];

    /// <summary>What <c>systemctl is-active</c> says.</summary>
    public Func<string> State { get; set; } = () => "active";

    public Func<string, int> ExitCode { get; set; } = _ => 0;

    public Task<(int ExitCode, string Output)> RunAsync(ServiceCommand command, CancellationToken cancellationToken)
    {
        if (command.Arguments[0] == "is-active")
        {
            string state = State();
            return Task.FromResult((state == "active" ? 0 : 3, state));
        }

        _commands.Enqueue(command.ToString());
        return Task.FromResult((ExitCode(command.ToString()), ""));
    }
}
