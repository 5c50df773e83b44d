using System.CommandLine;

namespace ModuleIdentities.Emulator;

/// <summary>The emulator as a program of its own.</summary>
internal static class StandAlone
{
    private static readonly Option<string> Host = new("--host") { Description = "Host name or address that clients dial.", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<int> MqttPort = new("--mqtt-port") { Description = "Port of MQTT over TLS; 0 for a free one.", DefaultValueFactory = _ => 8883 };
    private static readonly Option<int> HttpsPort = new("--https-port") { Description = "Port of HTTPS and WebSockets; 0 for a free one.", DefaultValueFactory = _ => 443 };
    private static readonly Option<string?> State = new("--state") { Description = "SQLite file that keeps everything between runs." };
    private static readonly Option<string?> Seed = new("--seed") { Description = "JSON file of hubs, devices, enrolments and faults to start with." };
    private static readonly Option<string?> CaOut = new("--ca-out") { Description = "File for the certificate authority to trust, as PEM." };
    private static readonly Option<string?> ReadyFile = new("--ready-file") { Description = "File that is written when the emulator serves, for its owner alone: its settings, and what opens its management API." };
    private static readonly Option<string[]> Enroll = new("--enroll") { Description = "Registration id to enrol with the published development key." };
    private static readonly Option<HubSku?> Sku = new("--sku")
    {
        Description = "Tier of the hub (F1, B1 to B3, S1 to S3), to throttle and refuse as it does; without limits unless given.",
        HelpName = "sku",
    };
    private static readonly Option<int> Units = new("--units") { Description = "How many units of the tier.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> AllInterfaces = new("--listen-on-all-interfaces") { Description = "Open the emulator to other machines. Its keys are published." };

    public static RootCommand CreateCommand()
    {
        RootCommand command = new("The Azure Device Provisioning Service and an IoT Hub on this machine, for development and tests.");
        AddOptions(command);
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments, null, null, cancellationToken));
        return command;
    }

    /// <summary>Gives a command the options that <see cref="RunAsync"/> reads.</summary>
    public static void AddOptions(Command command)
    {
        foreach (Option option in new Option[] { Host, MqttPort, HttpsPort, State, Seed, CaOut, ReadyFile, Enroll, Sku, Units, AllInterfaces })
        {
            command.Add(option);
        }
    }

    /// <summary>Runs an emulator until it is cancelled.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="beside">Starts what is served beside the emulator for as long as it runs, and adds each to the list; null for nothing.</param>
    /// <param name="announce">Tells that it serves, and with which settings it is found, instead of the usual text; null for that.</param>
    /// <param name="cancellationToken">Ends the emulator.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        ParseResult arguments,
        Func<IotEmulator, List<Companion>, CancellationToken, Task>? beside,
        Action<IotEmulator, IReadOnlyDictionary<string, string?>>? announce,
        CancellationToken cancellationToken)
    {
        try
        {
            IotEmulator emulator = await IotEmulator.StartAsync(ReadOptions(arguments), cancellationToken).ConfigureAwait(false);
            await using (emulator.ConfigureAwait(false))
            {
                List<Companion> companions = [];
                try
                {
                    await (beside?.Invoke(emulator, companions, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
                    await AnnounceAsync(emulator, companions, Enrol(emulator, arguments), arguments, announce, cancellationToken).ConfigureAwait(false);
                    TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    using CancellationTokenRegistration registration = cancellationToken.Register(stopped.SetResult);
                    await stopped.Task.ConfigureAwait(false);
                }
                finally
                {
                    foreach (Companion companion in companions)
                    {
                        await companion.Service.DisposeAsync().ConfigureAwait(false);
                    }
                }
            }

            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or SeedException)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return 1;
        }
    }

    private static IotEmulatorOptions ReadOptions(ParseResult arguments) => new()
    {
        HostName = arguments.GetRequiredValue(Host),
        MqttPort = arguments.GetRequiredValue(MqttPort),
        HttpsPort = arguments.GetRequiredValue(HttpsPort),
        StateFile = arguments.GetValue(State),
        Seed = arguments.GetValue(Seed) is { } seed ? EmulatorSeed.Load(seed) : null,
        HubScale = arguments.GetValue(Sku) is { } sku ? new HubScale(sku, arguments.GetRequiredValue(Units)) : null,
        ListenOnAllInterfaces = arguments.GetValue(AllInterfaces),
    };

    /// <summary>Enrols who is named; without names and without a seed, <c>quickstart</c>.</summary>
    /// <returns>Whose settings to print; null when there is nobody with a symmetric key.</returns>
    private static IndividualEnrollment? Enrol(IotEmulator emulator, ParseResult arguments)
    {
        string[] named = arguments.GetValue(Enroll) ?? [];
        string[] registrationIds = named.Length > 0 || arguments.GetValue(Seed) is not null ? named : ["quickstart"];
        foreach (string registrationId in registrationIds)
        {
            emulator.Enrollments.AddSymmetricKey(registrationId, IotEmulator.DevelopmentKey);
        }

        return registrationIds is [string first, ..] ? emulator.Enrollments.Find(first) : emulator.Enrollments.List().FirstOrDefault(each => each.PrimaryKey is not null);
    }

    private static async Task AnnounceAsync(
        IotEmulator emulator,
        IReadOnlyList<Companion> companions,
        IndividualEnrollment? enrollment,
        ParseResult arguments,
        Action<IotEmulator, IReadOnlyDictionary<string, string?>>? announce,
        CancellationToken cancellationToken)
    {
        Dictionary<string, string?> settings = enrollment is null ? EmulatorSettings.Provisioning(emulator) : new(emulator.SettingsFor(enrollment));
        if (arguments.GetValue(CaOut) is { } caOut)
        {
            await File.WriteAllTextAsync(caOut, emulator.CertificateAuthorityPem, cancellationToken).ConfigureAwait(false);
            settings.Remove("ModuleIdentities:Network:TrustedRootPem");
            settings["ModuleIdentities:Network:TrustedRootPath"] = Path.GetFullPath(caOut);
        }

        string lines = string.Concat(settings.Select(setting =>
            $"{setting.Key.Replace(":", "__", StringComparison.Ordinal)}={setting.Value?.ReplaceLineEndings("\\n")}\n"));
        string beside = string.Concat(companions.SelectMany(companion => companion.Variables).Select(variable => $"{variable.Key}={variable.Value}\n"));
        string notes = string.Concat(companions.Where(companion => companion.Note is not null).Select(companion => companion.Note + Environment.NewLine));
        (announce ?? ((_, _) => Write(emulator, lines + beside, notes, arguments)))(emulator, settings);
        if (arguments.GetValue(ReadyFile) is { } readyFile)
        {
            string management = $"{ManagementVariables.Uri}={emulator.ManagementUri}\n{ManagementVariables.Token}={emulator.ManagementToken}\n";
            await WriteWholeAsync(readyFile, lines + management + beside, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a file for this user alone, whole or not at all: somebody waits for it to appear.</summary>
    private static async Task WriteWholeAsync(string path, string text, CancellationToken cancellationToken)
    {
        string temporary = $"{path}.tmp";
        File.Delete(temporary);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        StreamWriter writer = new(temporary, options);
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static void Write(IotEmulator emulator, string lines, string notes, ParseResult arguments)
    {
        Console.WriteLine($"Serving DPS and IoT Hub on {emulator.HostName}: MQTT {emulator.MqttPort}, HTTPS {emulator.HttpsPort}. Stop with Ctrl+C.");
        if (arguments.GetValue(AllInterfaces))
        {
            Console.WriteLine("It is open to other machines, and its keys are published: whoever reaches it can do everything but use the management API.");
        }

        Console.WriteLine($"Management API: {emulator.ManagementUri} with the header 'Authorization: Bearer {emulator.ManagementToken}'.");
        Console.Write(notes);
        Console.WriteLine("Settings for a program that uses ModuleIdentities, as environment variables:");
        Console.WriteLine();
        Console.Write(lines);
        Console.WriteLine();
        Console.WriteLine(arguments.GetValue(CaOut) is { } file
            ? $"Other clients trust the certificate authority in {file}: SSL_CERT_FILE for .NET and OpenSSL, NODE_EXTRA_CA_CERTS for Node.js."
            : "Other clients need the certificate authority: start with --ca-out FILE.");
    }
}
