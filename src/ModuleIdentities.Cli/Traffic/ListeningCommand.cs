using System.CommandLine;
using System.Threading.Channels;

namespace ModuleIdentities.Cli;

/// <summary>A command that is connected as a module and tells what it hears, until it has heard enough or is interrupted.</summary>
/// <typeparam name="T">What is heard.</typeparam>
internal abstract class ListeningCommand<T> : DeviceCommand
{
    private readonly Argument<string> _module = ModuleArgument.Create();

    private readonly Option<int> _count = new("--count", "-n") { Description = "End after so many; without it, only Ctrl+C ends.", HelpName = "NUMBER" };

    protected ListeningCommand(string name, string description)
        : base(name, description)
    {
        Add(_module);
        Add(_count);
    }

    /// <summary>The module that hears.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="moduleId">The module id.</param>
    /// <param name="heard">Where it puts what it hears.</param>
    protected abstract UntypedModule CreateModule(ParseResult arguments, string moduleId, ChannelWriter<T> heard);

    /// <summary>Writes one result.</summary>
    protected abstract void Write(Screen screen, T heard);

    protected sealed override async Task<ExitCode> RunAsync(
        ModuleIdentityOptions options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        Channel<T> heard = Channel.CreateUnbounded<T>();
        UntypedModule module = CreateModule(arguments, arguments.GetRequiredValue(_module), heard.Writer);
        await using (module.ConfigureAwait(false))
        {
            await module.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
            screen.Note($"Connected as {module.ModuleClient.Identity}. Stop with Ctrl+C.");
            int count = arguments.GetValue(_count);
            for (int number = 1; count == 0 || number <= count; number++)
            {
                Write(screen, await heard.Reader.ReadAsync(cancellationToken).ConfigureAwait(false));
            }

            // One way and in order: when this is answered, so is the last call.
            await module.ModuleClient.GetTwinAsync(cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }
}
