using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ModuleIdentities.Cli;

/// <summary>The tool as a whole: its commands, and the way from arguments to an exit code.</summary>
internal static class Tool
{
    /// <summary>Runs the tool.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Interruption interruption)
    {
        try
        {
            SecretArguments.Refuse(arguments);
        }
        catch (ToolException refused)
        {
            Screen screen = new(arguments.Contains("--json"), Console.Out, Console.Error);
            screen.Fail(Failure.Of(refused));
            return (int)refused.Exit;
        }

        ParseResult parsed = CreateCommand().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction mistake)
        {
            return Reject(parsed, mistake);
        }

        // Interruption has the signals.
        InvocationConfiguration configuration = new() { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        int exitCode = await parsed.InvokeAsync(configuration, interruption.Token).ConfigureAwait(false);
        return exitCode == (int)ExitCode.Interrupted ? (int)(interruption.ExitCode ?? ExitCode.Interrupted) : exitCode;
    }

    public static RootCommand CreateCommand()
    {
        RootCommand root = new("Azure IoT module identities from the device itself: no portal, no service SDK, no owner key.");
        foreach (Command command in Commands())
        {
            root.Add(command);
        }

        root.Add(CommonOptions.Json);
        root.Add(CommonOptions.Verbose);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ToolHelp((HelpAction)help.Action!);
        return root;
    }

    private static IEnumerable<Command> Commands() =>
    [
        new ProvisionCommand(),
        new ShowCommand(),
        new ListCommand(),
        new DeleteCommand(),
        new RotateKeysCommand(),
        new ConnectionStringCommand(),
        new SendCommand(),
        new Command("twin", "Read, report and watch the twin of a module.") { new TwinGetCommand(), new TwinReportCommand(), new TwinWatchCommand() },
        new Command("method", "Hear the direct methods of a module.") { new MethodListenCommand() },
        new MonitorCommand(),
        new ServeCommand(),
        new Command("agent", "Give Azure's own agents on this device their module identities.")
        {
            new AgentPlanCommand(), new AgentApplyCommand(), new AgentWatchCommand(), new AgentStatusCommand(), new AgentRemoveCommand(), new AgentTimerCommand(),
        },
        HubCommand.CreateGroup(),
        new GroupKeyCommand(),
        new Command("tpm", "Ask this machine's TPM 2.0.") { new TpmShowCommand() },
        new Command("model", "Work with the digital twin models of module classes.") { new ModelExportCommand() },
        new Command("config", "Look after a configuration.") { new ConfigCheckCommand() },
        new DoctorCommand(),
        new EmulatorCommand(),
        new CompletionsCommand(),
    ];

    /// <summary>Says what is wrong with the command line, and where to read more; a group of commands shows what is in it.</summary>
    private static int Reject(ParseResult parsed, ParseErrorAction mistake)
    {
        bool isGroup = parsed.CommandResult.Command is not ToolCommand && parsed.UnmatchedTokens.Count == 0;
        if (parsed.GetValue(CommonOptions.Json))
        {
            string messages = string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message));
            new Screen(true, Console.Out, Console.Error).Fail(new Failure(ExitCode.Usage, "WrongCommandLine", messages, DocumentationLinks.ExitCodes));
            return (int)ExitCode.Usage;
        }

        mistake.ShowHelp = isGroup;
        mistake.ShowTypoCorrections = true;
        // Suggestions are no data.
        parsed.Invoke(new InvocationConfiguration { Output = Console.Error, Error = Console.Error });
        if (!isGroup)
        {
            string path = string.Join(' ', Path(parsed.CommandResult.Command).Reverse());
            Console.Error.WriteLine($"See: {path} --help");
        }

        return (int)ExitCode.Usage;
    }

    private static IEnumerable<string> Path(Command command)
    {
        for (Symbol? symbol = command; symbol is Command current; symbol = current.Parents.FirstOrDefault())
        {
            yield return current is RootCommand ? "moduleid" : current.Name;
        }
    }
}
