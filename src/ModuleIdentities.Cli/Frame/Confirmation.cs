using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary>Asks before something is deleted, unless the command line has said yes.</summary>
internal sealed class Confirmation
{
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask." };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_yes);

    /// <summary>Whether to go on.</summary>
    /// <exception cref="ToolException">There is nobody to ask.</exception>
    public bool Ask(ParseResult arguments, Screen screen, string what)
    {
        if (arguments.GetValue(_yes))
        {
            return true;
        }

        if (!screen.CanAsk)
        {
            throw new ToolException(ExitCode.Usage, "ConfirmationNeeded", $"Deleting {what} cannot be undone, and there is nobody to ask: say --yes.");
        }

        if (screen.Confirm($"Delete {what} with its keys and all that it owns?"))
        {
            return true;
        }

        screen.Note("Nothing was deleted.");
        return false;
    }
}
