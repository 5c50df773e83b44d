namespace ModuleIdentities.Emulator;

/// <summary>
/// What the emulator assumes of Azure where nobody has written it down or where sources disagree, and a client could tell the difference. The defaults
/// are the likelier; a test may try the other. The tables of <c>docs/emulator.md</c> say which operation each concerns.
/// </summary>
public sealed class AzureAssumptions
{
    /// <summary>Whether a hub answers 401 for a device that is missing or disabled, as hubs have been seen to do, instead of 404 and 403. Default true.</summary>
    public bool HideMissingDevices { get; init; } = true;

    /// <summary>Whether a device may read its own registry record. Default true.</summary>
    public bool DevicesMayReadThemselves { get; init; } = true;

    /// <summary>Whether a device that makes or reads its modules is shown their keys. Default true.</summary>
    public bool DevicesSeeModuleKeys { get; init; } = true;

    /// <summary>
    /// Whether a hub of the basic tier has modules, as its documentation says, instead of refusing them with 403010, as somebody has reported. Default true.
    /// </summary>
    public bool BasicTierHasModules { get; init; } = true;

    /// <summary>
    /// The common name of a module's certificate when a certificate authority vouches for it, with <c>{deviceId}</c> and <c>{moduleId}</c>.
    /// Default <c>{deviceId}/{moduleId}</c>.
    /// </summary>
    public string ModuleCommonName { get; init; } = "{deviceId}/{moduleId}";

    /// <summary>Whether a device whose enrolment is disabled is refused with 401, instead of being told the status <c>disabled</c>. Default false.</summary>
    public bool RefuseDisabledEnrollments { get; init; }

    /// <summary>The <c>substatus</c> of a device that registers again and keeps its hub. Default <c>initialAssignment</c>.</summary>
    public string SubstatusOfRepeatedRegistration { get; init; } = "initialAssignment";

    /// <summary>Whether the answer to a registration, and to each poll while it is being assigned, has a <c>registrationState</c>. Default true: some SDKs need it.</summary>
    public bool StateWhileAssigning { get; init; } = true;

    /// <summary>Whether custom allocation that names a hub which is not linked ends with 400207, as a failed allocation, instead of 400208, as having no hub. Default true.</summary>
    public bool UnlinkedAllocationFails { get; init; } = true;

    /// <summary>Whether a PUT of an enrolment that exists, without its entity tag, replaces it instead of being refused with 409. Default false.</summary>
    public bool ReplaceEnrollmentsWithoutETag { get; init; }

    /// <summary>The version of the desired properties with which an enrolment's initial twin begins; 1 or more. Default 1.</summary>
    public long FirstDesiredVersion { get; init; } = 1;

    /// <summary>
    /// Whether a client whose desired properties were replaced is sent the difference, with null for what is gone, instead of the whole of the new ones.
    /// Default true.
    /// </summary>
    public bool SendReplacedPropertiesAsDifference { get; init; } = true;

    /// <summary>Whether a CONNECT whose user name or password cannot be read is refused with code 4 instead of 5. Default true.</summary>
    public bool UnreadableCredentialsAreCode4 { get; init; } = true;

    /// <summary>The longest silence of an MQTT client, however long its keep-alive is, and when it has none. Default 29 minutes and 27 seconds.</summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromSeconds(1767);

    /// <summary>How long an MQTT connection outlives its token. Default 10 minutes, as documented in one place; 5 in another.</summary>
    public TimeSpan TokenGrace { get; init; } = TimeSpan.FromMinutes(10);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(FirstDesiredVersion, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LongestSilence, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(TokenGrace, TimeSpan.Zero);
        ArgumentException.ThrowIfNullOrEmpty(SubstatusOfRepeatedRegistration);
        ArgumentException.ThrowIfNullOrEmpty(ModuleCommonName);
    }
}
