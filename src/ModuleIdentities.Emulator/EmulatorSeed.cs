using System.Text.Json.Serialization;
using ModuleIdentities.Emulator.Faults;
using ModuleIdentities.Emulator.Service.Seeding;

namespace ModuleIdentities.Emulator;

/// <summary>
/// What an emulator starts with: hubs with their devices, enrolments, authorities, faults. It fills an empty state: what is there already, by its id, stays as
/// it is.
/// </summary>
public sealed record EmulatorSeed
{
    /// <summary>The schema, for editors; not read.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; set; }

    /// <summary>The hubs; those that the emulator was not told of otherwise are added to it.</summary>
    public IReadOnlyList<SeedHub> Hubs { get; set; } = [];

    /// <summary>The certificate authorities that are uploaded to DPS.</summary>
    public IReadOnlyList<SeedAuthority> CertificateAuthorities { get; set; } = [];

    /// <summary>The individual enrolments of DPS.</summary>
    public IReadOnlyList<SeedEnrollment> Enrollments { get; set; } = [];

    /// <summary>The enrolment groups of DPS.</summary>
    public IReadOnlyList<SeedGroup> EnrollmentGroups { get; set; } = [];

    /// <summary>The throttles of DPS; none when null.</summary>
    public ProvisioningRates? ProvisioningRates { get; set; }

    /// <summary>What goes wrong from the start, in this order.</summary>
    [JsonConverter(typeof(FaultsJsonConverter))]
    public IReadOnlyList<Fault> Faults { get; set; } = [];

    /// <summary>Where its parts are in the text that it was read from; null when it was made in code.</summary>
    [JsonIgnore]
    internal SeedText? Text { get; set; }

    /// <summary>Reads a seed file. Files of certificates that it names are looked for beside it.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="SeedException">It is no seed; the message names the line and the path.</exception>
    public static EmulatorSeed Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SeedReader.Read(File.ReadAllBytes(path), path, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads a seed from JSON. Files of certificates that it names are looked for in the working directory.</summary>
    /// <exception cref="SeedException">It is no seed; the message names the line and the path.</exception>
    public static EmulatorSeed Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return SeedReader.Read(System.Text.Encoding.UTF8.GetBytes(json), "seed", Environment.CurrentDirectory);
    }
}
