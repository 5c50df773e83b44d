using System.CommandLine;
using ModuleIdentities.Emulator;
using ModuleIdentities.Emulator.EventHubs;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid emulator</c></summary>
internal sealed class EmulatorCommand : ToolCommand
{
    private const string EventHubsVariable = "MODULEID_EMULATOR_EVENTHUBS";

    private readonly Option<int?> _eventHubsPort = new("--event-hubs-port")
    {
        Description = "Also give what the hub receives to Event Hubs clients, over AMQP on this port; 0 for a free one, 5671 for those that know no other.",
        HelpName = "PORT",
    };

    private readonly Option<string[]> _consumerGroups = new("--consumer-group") { Description = "Consumer group beside $Default.", HelpName = "NAME" };

    public EmulatorCommand()
        : base("emulator", "Run the Azure Device Provisioning Service and an IoT Hub on this machine, for development and tests; or steer one that runs.")
    {
        StandAlone.AddOptions(this);
        Add(_eventHubsPort);
        Add(_consumerGroups);
        Add(new EmulatorSeedCommand());
        Add(new Command("fault", "Let things go wrong in a running emulator, and see how often they did.") { new FaultListCommand(), new FaultAddCommand(), new FaultRemoveCommand() });
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid emulator --mqtt-port 8883 --https-port 8443 --ca-out ca.pem --ready-file emulator.env", "Enrols 'quickstart', and writes the settings of a program that uses it."),
        new("moduleid emulator --mqtt-port 0 --https-port 0 --enroll line-4 --state emulator.db --json", "Free ports, another enrolment, and a memory; the settings as JSON."),
        new("moduleid emulator --event-hubs-port 5671 --consumer-group dashboard", "A back end reads the telemetry with the Event Hubs client that it has."),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string? eventHubs = null;
        return (ExitCode)await StandAlone.RunAsync(
            arguments,
            arguments.GetValue(_eventHubsPort) is { } port ? Beside : null,
            screen.IsJson ? Announce : null,
            cancellationToken).ConfigureAwait(false);

        Companion Beside(IotEmulator emulator)
        {
            (Companion companion, eventHubs) = ServeEventHubs(emulator, port, arguments.GetValue(_consumerGroups) ?? []);
            return companion;
        }

        void Announce(IotEmulator emulator, IReadOnlyDictionary<string, string?> settings) => screen.Result(
            new EmulatorDocument(
                emulator.HostName, emulator.MqttPort, emulator.HttpsPort, emulator.ManagementUri.ToString(), emulator.ManagementToken, eventHubs, settings),
            ToolJson.Relaxed.EmulatorDocument,
            static () => { });
    }

    private static (Companion Companion, string ConnectionString) ServeEventHubs(IotEmulator emulator, int port, string[] consumerGroups)
    {
        if (!EventHubsSupport.IsIncluded)
        {
            throw new ToolException(
                ExitCode.Usage, "InvalidConfiguration", "The endpoint for Event Hubs clients is not in the native file: use the .NET tool, 'dotnet tool install ModuleIdentities.Cli'.");
        }

        EventHubsEndpoint endpoint = EventHubsEndpoint.Start(emulator, new EventHubsOptions { Port = port, ConsumerGroups = consumerGroups });
        string connectionString = endpoint.ConnectionString(emulator.Hubs[0]);
        return (new Companion(endpoint, new Dictionary<string, string> { [EventHubsVariable] = connectionString }), connectionString);
    }
}

/// <summary>An emulator that serves.</summary>
internal sealed record EmulatorDocument(
    string HostName,
    int MqttPort,
    int HttpsPort,
    string ManagementUri,
    string ManagementToken,
    string? EventHubsConnectionString,
    IReadOnlyDictionary<string, string?> Settings) : ToolDocument;
