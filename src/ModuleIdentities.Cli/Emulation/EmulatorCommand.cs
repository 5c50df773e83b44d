using System.CommandLine;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid emulator</c></summary>
internal sealed class EmulatorCommand : ToolCommand
{
    public EmulatorCommand()
        : base("emulator", "Run the Azure Device Provisioning Service and an IoT Hub on this machine, for development and tests; or steer one that runs.")
    {
        StandAlone.AddOptions(this);
        Add(new EmulatorSeedCommand());
        Add(new Command("fault", "Let things go wrong in a running emulator, and see how often they did.") { new FaultListCommand(), new FaultAddCommand(), new FaultRemoveCommand() });
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid emulator --mqtt-port 8883 --https-port 8443 --ca-out ca.pem --ready-file emulator.env", "Enrols 'quickstart', and writes the settings of a program that uses it."),
        new("moduleid emulator --mqtt-port 0 --https-port 0 --enroll line-4 --state emulator.db --json", "Free ports, another enrolment, and a memory; the settings as JSON."),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken) => (ExitCode)await StandAlone.RunAsync(
        arguments,
        screen.IsJson
            ? (emulator, settings) => screen.Result(
                new EmulatorDocument(
                    emulator.HostName, emulator.MqttPort, emulator.HttpsPort, emulator.ManagementUri.ToString(), emulator.ManagementToken, settings), ToolJson.Relaxed.EmulatorDocument, static () => { })
            : null,
        cancellationToken).ConfigureAwait(false);
}

/// <summary>An emulator that serves.</summary>
internal sealed record EmulatorDocument(
    string HostName, int MqttPort, int HttpsPort, string ManagementUri, string ManagementToken, IReadOnlyDictionary<string, string?> Settings) : ToolDocument;
