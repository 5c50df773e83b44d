using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ModuleIdentities.Cli;

/// <summary>The help of a command: the usual page, its examples, and how it can end.</summary>
internal sealed class ToolHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private static readonly ExitCode[] Always = [ExitCode.Ok, ExitCode.Failed, ExitCode.Usage];

    public override int Invoke(ParseResult parseResult)
    {
        int result = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ToolCommand command)
        {
            Write(command, parseResult.InvocationConfiguration.Output);
        }

        return result;
    }

    private static void Write(ToolCommand command, TextWriter output)
    {
        output.WriteLine("Examples:");
        foreach (Example example in command.Examples)
        {
            output.WriteLine($"  {example.Command}");
            output.WriteLine($"      {example.Meaning}");
        }

        output.WriteLine();
        output.WriteLine("Exit codes:");
        foreach (ExitCode code in Always.Concat(command.ExitCodes).Order())
        {
            output.WriteLine($"  {(int)code}  {ExitCodeTexts.Of(code)}");
        }

        output.WriteLine();
    }
}
