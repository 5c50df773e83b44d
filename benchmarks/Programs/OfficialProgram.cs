using ModuleIdentities.Emulator;

namespace ModuleIdentities.Benchmarks.Programs;

/// <summary>The flow of <c>Clients/Official</c>: Microsoft's SDK 1.x, from a folder with its assemblies.</summary>
/// <param name="program">The program, published.</param>
internal sealed class OfficialProgram(PublishedProgram program)
{
    public const string Label = "Microsoft's SDK 1.x";

    /// <summary>Said when no folder was named.</summary>
    public const string Absent = $"{Label}: absent; `--official FOLDER` names a folder with its assemblies. It needs the ports 8883 and 443.";

    private readonly string _trustedRoot = Path.GetTempFileName();

    public PublishedProgram Program => program;

    /// <summary>An emulator on the ports that this program has built in, or, without it, on free ones.</summary>
    public static Task<IotEmulator> StartEmulatorAsync(string? folder) =>
        IotEmulator.StartAsync(folder is null ? new IotEmulatorOptions() : new IotEmulatorOptions { MqttPort = 8883, HttpsPort = 443 });

    public static async Task<OfficialProgram> PublishAsync(string folder) => new(
        await PublishedProgram.PublishAsync("Official", "OfficialClient", PublishForm.FrameworkDependent, $"OfficialSdk={Path.GetFullPath(folder)}"));

    /// <summary>Starts it as a device of the emulator.</summary>
    public async Task<RunningProgram> LaunchAsync(IotEmulator emulator, IndividualEnrollment enrollment)
    {
        await File.WriteAllTextAsync(_trustedRoot, emulator.CertificateAuthorityPem);
        return program.Launch(
            [new("SSL_CERT_FILE", _trustedRoot), new("ENROLMENT_KEY", enrollment.PrimaryKey)], emulator.HostName, emulator.IdScope, enrollment.RegistrationId, "thermostat");
    }
}
