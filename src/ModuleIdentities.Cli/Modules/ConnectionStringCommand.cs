using System.CommandLine;
using System.Text;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid connection-string</c></summary>
internal sealed class ConnectionStringCommand : DeviceCommand
{
    private readonly Argument<string> _module = ModuleArgument.Create();

    private readonly Option<FileInfo?> _out = new("--out", "-o")
    {
        Description = "File to write it to, with mode 0600; replaced whole when it exists.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _show = new("--show-secret") { Description = "Write it to standard output instead. It contains the module's key." };

    public ConnectionStringCommand()
        : base("connection-string", "Hand out the connection string of a module: to a file that only you can read. The module is made when it is not there.")
    {
        Add(_module);
        Add(_out);
        Add(_show);
        Validators.Add(result =>
        {
            if ((result.GetResult(_out) is null) == (result.GetResult(_show) is not { Implicit: false }))
            {
                result.AddError("Say where the connection string goes: --out FILE, or --show-secret for the screen.");
            }
        });
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid connection-string thermostat --config appsettings.json --out thermostat.txt", "One line in a file of mode 0600."),
        new("moduleid connection-string thermostat --config appsettings.json --show-secret | ssh gateway 'umask 077; cat > thermostat.txt'", "Straight into a pipe, past every screen."),
    ];

    protected override async Task<ExitCode> RunAsync(
        ModuleIdentityOptions options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        ModuleIdentity identity = await screen.WhileAsync(
            "Provisioning", () => ModuleProvisioner.ProvisionAsync(options, arguments.GetRequiredValue(_module), cancellationToken)).ConfigureAwait(false);
        string secret = identity.GetConnectionString();
        string? file = arguments.GetValue(_out)?.FullName;
        if (file is not null)
        {
            await PrivateFile.WriteAsync(file, Encoding.UTF8.GetBytes($"{secret}\n"), cancellationToken).ConfigureAwait(false);
        }

        ConnectionStringDocument document = new(identity.ModuleId, file, file is null ? secret : null);
        screen.Result(document, ToolJson.Relaxed.ConnectionStringDocument, () =>
        {
            if (file is null)
            {
                screen.Line(secret);
            }
            else
            {
                screen.Note($"The connection string of {identity} is in {file}, readable by you alone.");
            }
        });
        return ExitCode.Ok;
    }
}
