using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid connection-string</c></summary>
internal sealed class ConnectionStringCommand : DeviceCommand
{
    private readonly Argument<string> _module = ModuleArgument.Create();
    private readonly SecretDestination _destination = new();

    public ConnectionStringCommand()
        : base("connection-string", "Hand out the connection string of a module: to a file that only you can read. The module is made when it is not there.")
    {
        Add(_module);
        _destination.AddTo(this);
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
        string? file = await _destination.WriteAsync(arguments, secret, cancellationToken).ConfigureAwait(false);
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
