using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid group-key</c></summary>
internal sealed class GroupKeyCommand : ToolCommand
{
    private readonly Argument<string> _registrationId = new("registrationId") { Description = "Registration id of the device, best in lower case.", HelpName = "REGISTRATION-ID" };

    private readonly Option<string> _groupKey = new("--group-key-file")
    {
        Description = "File with the key of the enrolment group; - for standard input.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly SecretDestination _destination = new();

    public GroupKeyCommand()
        : base("group-key", "Derive the key of one device from the key of its enrolment group. For a machine that you trust: the device needs only its own.")
    {
        Add(_registrationId);
        Add(_groupKey);
        _destination.AddTo(this);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid group-key line-4 --group-key-file fleet.key --out line-4.key", "One key in a file of mode 0600, for Provisioning:SymmetricKey:KeyPath."),
        new("az iot dps enrollment-group show … --query attestation.symmetricKey.primaryKey -o tsv | moduleid group-key line-4 --group-key-file - --out line-4.key", "The group's key straight from the service."),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string registrationId = arguments.GetRequiredValue(_registrationId);
        if (!OptionTextRules.IsRegistrationId(registrationId))
        {
            throw new ToolException(
                ExitCode.Usage, "InvalidArgument", $"'{registrationId}' is no registration id: up to 128 letters, digits and - . _ : that end in a letter, a digit or -.");
        }

        string text = await TextInput.ReadAsync(arguments.GetRequiredValue(_groupKey), cancellationToken).ConfigureAwait(false);
        if (!SharedAccessKey.TryParse(text.Trim(), out SharedAccessKey? group))
        {
            throw new ToolException(ExitCode.Usage, "InvalidKey", "The key of the group is not base64 of 16 to 64 bytes: copy the whole primary key of the enrolment group.");
        }

        SharedAccessKey device = group.DeriveDeviceKey(registrationId);
        string? file = await _destination.WriteAsync(arguments, device.ToBase64(), cancellationToken).ConfigureAwait(false);
        DeviceKeyDocument document = new(registrationId, device.Fingerprint, file, file is null ? device.ToBase64() : null);
        screen.Result(document, ToolJson.Relaxed.DeviceKeyDocument, () =>
        {
            if (file is null)
            {
                screen.Line(device.ToBase64());
            }
            else
            {
                screen.Note($"The key of '{registrationId}' (fingerprint {device.Fingerprint}) is in {file}, readable by you alone.");
            }
        });
        if (registrationId.Any(char.IsUpper))
        {
            screen.Note("The registration id has capital letters: the device must write it in exactly the same way.");
        }

        return ExitCode.Ok;
    }
}

/// <summary>A key that was derived: into a file, or here.</summary>
internal sealed record DeviceKeyDocument(string RegistrationId, string KeyFingerprint, string? File, string? Key) : ToolDocument;
