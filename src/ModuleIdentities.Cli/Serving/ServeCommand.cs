using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid serve</c></summary>
internal sealed class ServeCommand : ToolCommand
{
    private readonly DeviceOptions _device = new();

    public ServeCommand()
        : base("serve", "Hold the device's credential alone, and give each application of this device its own module over a Unix socket: signatures, or its keys. Runs until it is stopped.") => _device.AddTo(this);

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid serve --config /etc/moduleid/serve.json", "The sections ModuleIdentities (who the device is) and Serve (who may have what) of one file; docs/serve.md has a systemd unit."),
        new("moduleid serve --config /etc/moduleid/serve.json --json", "The socket and the applications as one JSON document, as soon as it serves."),
    ];

    public override IReadOnlyList<ExitCode> ExitCodes => [ExitCode.Conflict];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new ToolException(ExitCode.Failed, "WrongSystem", "Only Linux tells who is at the other end of a Unix socket: 'moduleid serve' runs there alone.");
        }

        IConfigurationRoot configuration = await _device.ReadAsync(arguments, cancellationToken).ConfigureAwait(false);
        ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(configuration);
        if (options.Provisioning.IsLocal)
        {
            throw new ToolException(
                ExitCode.Usage, "InvalidConfiguration", "This configuration has its modules from another process. Give 'serve' the device's own credential. See docs/serve.md.");
        }

        ServeSettings settings = ServeSettings.Read(configuration, new AgentHost().Accounts, options.Keys.Kind);
        IdentityServiceOverlap.ThrowIfAny(settings.Applications.SelectMany(application => application.Modules));
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder
            .SetMinimumLevel(arguments.GetValue(CommonOptions.Verbose) ? LogLevel.Debug : LogLevel.Information)
            .AddSystemdConsole()
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        options.LoggerFactory = loggers;
        ProvisioningHost host = new(settings, new ModuleDesk(options.Session, TimeProvider.System), loggers.CreateLogger<ServeCommand>());
        await using (host.ConfigureAwait(false))
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            screen.Result(Describe(settings), ToolJson.Relaxed.ServeDocument, () => Show(screen, settings));

            // sd_notify(3): nothing where systemd did not start it.
            new SystemdNotifier().Notify(ServiceState.Ready);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return ExitCode.Ok;
    }

    private static ServeDocument Describe(ServeSettings settings) => new(settings.Socket, [.. settings.Applications.Select(
        application => new ServedApplicationFacts(application.Name, application.UserId, application.GroupId, application.Modules, application.Access.ToString()))]);

    private static void Show(Screen screen, ServeSettings settings)
    {
        screen.Line($"Serving at {settings.Socket}");
        screen.Rows(["Application", "Modules", "Access"], settings.Applications.Select(
            application => new[] { application.Name, string.Join(", ", application.Modules), application.Access.ToString() }));
    }
}

/// <summary>A local provisioner that serves.</summary>
internal sealed record ServeDocument(string Socket, IReadOnlyList<ServedApplicationFacts> Applications) : ToolDocument;

/// <param name="Name">The user or group as the configuration names it.</param>
/// <param name="UserId">The number of its user; null when it is known by its group.</param>
/// <param name="GroupId">The number of its group; null when it is known by its user.</param>
/// <param name="Modules">Its modules.</param>
/// <param name="Access"><c>Signatures</c> or <c>Keys</c>.</param>
internal sealed record ServedApplicationFacts(string Name, uint? UserId, uint? GroupId, IReadOnlyList<string> Modules, string Access);
