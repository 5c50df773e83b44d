using System.CommandLine;
using ModuleIdentities.Emulator;
using ModuleIdentities.Emulator.Amqp;
using ModuleIdentities.Emulator.Page;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid emulator</c></summary>
internal sealed class EmulatorCommand : ToolCommand
{
    private const string EventHubsVariable = "MODULEID_EMULATOR_EVENTHUBS";
    private const string PageVariable = "MODULEID_EMULATOR_PAGE";

    private readonly Option<int> _pagePort = new("--page-port") { Description = "Port of the page for people, on 127.0.0.1; 0, the default, for a free one.", HelpName = "PORT" };

    private readonly Option<bool> _noPage = new("--no-page") { Description = "Serve no page." };

    private readonly Option<int?> _amqpPort = new("--amqp-port")
    {
        Description = "Also serve the clients of back ends over AMQP on this port, Event Hubs clients and senders of cloud-to-device messages; 0 for a free one, 5671 for those that know no other.",
        HelpName = "PORT",
    };

    private readonly Option<string[]> _consumerGroups = new("--consumer-group") { Description = "Consumer group beside $Default.", HelpName = "NAME" };

    public EmulatorCommand()
        : base("emulator", "Run the Azure Device Provisioning Service and an IoT Hub on this machine, for development and tests; or steer one that runs.")
    {
        StandAlone.AddOptions(this);
        Add(_pagePort);
        Add(_noPage);
        Add(_amqpPort);
        Add(_consumerGroups);
        Add(new EmulatorSeedCommand());
        Add(new Command("fault", "Let things go wrong in a running emulator, and see how often they did.") { new FaultListCommand(), new FaultAddCommand(), new FaultRemoveCommand() });
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid emulator --mqtt-port 8883 --https-port 8443 --ca-out ca.pem --ready-file emulator.env", "Enrols 'quickstart', and writes the settings of a program that uses it."),
        new("moduleid emulator --mqtt-port 0 --https-port 0 --enroll line-4 --state emulator.db --json", "Free ports, another enrolment, and a memory; the settings as JSON."),
        new("moduleid emulator --mqtt-port 0 --https-port 0 --page-port 8080", "A page at http://127.0.0.1:8080/ shows devices, twins and telemetry, and lets things go wrong."),
        new("moduleid emulator --amqp-port 5671 --consumer-group dashboard", "A back end reads the telemetry with the Event Hubs client that it has."),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string? eventHubs = null;
        string? page = null;
        return (ExitCode)await StandAlone.RunAsync(arguments, ServeBesideAsync, screen.IsJson ? Announce : null, cancellationToken).ConfigureAwait(false);

        async Task ServeBesideAsync(IotEmulator emulator, List<Companion> companions, CancellationToken cancellation)
        {
            if (arguments.GetValue(_amqpPort) is { } port)
            {
                (Companion companion, eventHubs) = ServeAmqp(emulator, port, arguments.GetValue(_consumerGroups) ?? []);
                companions.Add(companion);
            }

            if (!arguments.GetValue(_noPage))
            {
                (Companion companion, page) = await ServePageAsync(emulator, arguments.GetValue(_pagePort), eventHubs, cancellation).ConfigureAwait(false);
                companions.Add(companion);
            }
        }

        void Announce(IotEmulator emulator, IReadOnlyDictionary<string, string?> settings) => screen.Result(
            new EmulatorDocument(
                emulator.HostName, emulator.MqttPort, emulator.HttpsPort, emulator.ManagementUri.ToString(), emulator.ManagementToken, page, eventHubs, settings),
            ToolJson.Relaxed.EmulatorDocument,
            static () => { });
    }

    private static (Companion Companion, string ConnectionString) ServeAmqp(IotEmulator emulator, int port, string[] consumerGroups)
    {
        if (!AmqpSupport.IsIncluded)
        {
            throw new ToolException(
                ExitCode.Usage, "InvalidConfiguration", "AMQP is not in the native file: use the .NET tool, 'dotnet tool install ModuleIdentities.Cli'.");
        }

        AmqpEndpoint endpoint = AmqpEndpoint.Start(emulator, new AmqpOptions { Port = port, ConsumerGroups = consumerGroups });
        string connectionString = endpoint.ConnectionString(emulator.Hubs[0]);
        return (new Companion(endpoint, new Dictionary<string, string> { [EventHubsVariable] = connectionString }), connectionString);
    }

    private static async Task<(Companion Companion, string Address)> ServePageAsync(IotEmulator emulator, int port, string? eventHubs, CancellationToken cancellationToken)
    {
        EmulatorPageOptions options = new()
        {
            Port = port,
            MoreConnectionStrings = eventHubs is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Event Hubs"] = eventHubs },
        };
        EmulatorPage page = await EmulatorPage.StartAsync(emulator, options, cancellationToken).ConfigureAwait(false);
        string address = page.Address.ToString();
        return (new Companion(page, new Dictionary<string, string> { [PageVariable] = address }, $"Page: {address} shows the emulator; sign in with that token."), address);
    }
}

/// <summary>An emulator that serves.</summary>
internal sealed record EmulatorDocument(
    string HostName,
    int MqttPort,
    int HttpsPort,
    string ManagementUri,
    string ManagementToken,
    string? PageUri,
    string? EventHubsConnectionString,
    IReadOnlyDictionary<string, string?> Settings) : ToolDocument;
