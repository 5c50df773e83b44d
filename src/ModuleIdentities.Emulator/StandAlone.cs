using System.CommandLine;

namespace ModuleIdentities.Emulator;

/// <summary>The emulator as a program of its own.</summary>
internal static class StandAlone
{
    private static readonly Option<string> Host = new("--host") { Description = "Host name or address that clients dial.", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<int> MqttPort = new("--mqtt-port") { Description = "Port of MQTT over TLS; 0 for a free one.", DefaultValueFactory = _ => 8883 };
    private static readonly Option<int> HttpsPort = new("--https-port") { Description = "Port of HTTPS and WebSockets; 0 for a free one.", DefaultValueFactory = _ => 443 };
    private static readonly Option<string?> State = new("--state") { Description = "SQLite file that keeps everything between runs." };
    private static readonly Option<string?> CaOut = new("--ca-out") { Description = "File for the certificate authority to trust, as PEM." };
    private static readonly Option<string?> ReadyFile = new("--ready-file") { Description = "File that is written when the emulator serves, with its settings." };
    private static readonly Option<string[]> Enroll = new("--enroll") { Description = "Registration id to enrol with the published development key." };
    private static readonly Option<HubSku?> Sku = new("--sku") { Description = "Tier of the hub (F1, S1, S2, S3), to throttle as it does; without limits unless given." };
    private static readonly Option<int> Units = new("--units") { Description = "How many units of the tier.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> AllInterfaces = new("--listen-on-all-interfaces") { Description = "Open the emulator to other machines. Its keys are published." };

    public static RootCommand CreateCommand()
    {
        RootCommand command = new("The Azure Device Provisioning Service and an IoT Hub on this machine, for development and tests.")
        {
            Host, MqttPort, HttpsPort, State, CaOut, ReadyFile, Enroll, Sku, Units, AllInterfaces,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        IotEmulatorOptions options = new()
        {
            HostName = arguments.GetRequiredValue(Host),
            MqttPort = arguments.GetRequiredValue(MqttPort),
            HttpsPort = arguments.GetRequiredValue(HttpsPort),
            StateFile = arguments.GetValue(State),
            HubScale = arguments.GetValue(Sku) is { } sku ? new HubScale(sku, arguments.GetRequiredValue(Units)) : null,
            ListenOnAllInterfaces = arguments.GetValue(AllInterfaces),
        };
        try
        {
            IotEmulator emulator = await IotEmulator.StartAsync(options, cancellationToken).ConfigureAwait(false);
            await using (emulator.ConfigureAwait(false))
            {
                string[] registrationIds = arguments.GetValue(Enroll) is { Length: > 0 } wanted ? wanted : ["quickstart"];
                foreach (string registrationId in registrationIds)
                {
                    emulator.Enrollments.AddSymmetricKey(registrationId, IotEmulator.DevelopmentKey);
                }

                await AnnounceAsync(emulator, registrationIds[0], arguments, cancellationToken).ConfigureAwait(false);
                TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
                using CancellationTokenRegistration registration = cancellationToken.Register(stopped.SetResult);
                await stopped.Task.ConfigureAwait(false);
            }

            return 0;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return 1;
        }
    }

    private static async Task AnnounceAsync(IotEmulator emulator, string registrationId, ParseResult arguments, CancellationToken cancellationToken)
    {
        Dictionary<string, string?> settings = new(emulator.SettingsFor(emulator.Enrollments.Find(registrationId)!));
        if (arguments.GetValue(CaOut) is { } caOut)
        {
            await File.WriteAllTextAsync(caOut, emulator.CertificateAuthorityPem, cancellationToken).ConfigureAwait(false);
            settings.Remove("ModuleIdentities:Network:TrustedRootPem");
            settings["ModuleIdentities:Network:TrustedRootPath"] = Path.GetFullPath(caOut);
        }

        string lines = string.Concat(settings.Select(setting =>
            $"{setting.Key.Replace(":", "__", StringComparison.Ordinal)}={setting.Value?.ReplaceLineEndings("\\n")}\n"));
        Console.WriteLine($"Serving DPS and IoT Hub on {emulator.HostName}: MQTT {emulator.MqttPort}, HTTPS {emulator.HttpsPort}. Stop with Ctrl+C.");
        Console.WriteLine("Settings for a program that uses ModuleIdentities, as environment variables:");
        Console.WriteLine();
        Console.Write(lines);
        Console.WriteLine();
        Console.WriteLine(arguments.GetValue(CaOut) is { } file
            ? $"Other clients trust the certificate authority in {file}: SSL_CERT_FILE for .NET and OpenSSL, NODE_EXTRA_CA_CERTS for Node.js."
            : "Other clients need the certificate authority: start with --ca-out FILE.");
        if (arguments.GetValue(ReadyFile) is { } readyFile)
        {
            // Whole or not at all: somebody waits for the file to appear.
            await File.WriteAllTextAsync($"{readyFile}.tmp", lines, cancellationToken).ConfigureAwait(false);
            File.Move($"{readyFile}.tmp", readyFile, overwrite: true);
        }
    }
}
