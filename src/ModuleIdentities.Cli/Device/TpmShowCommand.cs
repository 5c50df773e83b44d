using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid tpm show</c></summary>
internal sealed class TpmShowCommand : ToolCommand
{
    private readonly Option<string> _tcti = new("--tcti")
    {
        Description = "How the TPM is reached, in the words of tpm2-tss.",
        HelpName = "NAME",
        DefaultValueFactory = static _ => "device:/dev/tpmrm0",
    };

    public TpmShowCommand()
        : base("show", "The public part of the TPM's endorsement key, which is what its enrolment in DPS needs. It is no secret.") => Add(_tcti);

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid tpm show", "The key of this machine's TPM."),
        new("az iot dps enrollment create --enrollment-id line-4 --attestation-type tpm --endorsement-key \"$(moduleid tpm show)\" …", "An enrolment for it."),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        TpmOptions options = new() { Tcti = arguments.GetRequiredValue(_tcti) };
        string key = await screen.WhileAsync("Asking the TPM", () => EndorsementKey.ReadAsync(options, cancellationToken)).ConfigureAwait(false);
        screen.Result(new EndorsementKeyDocument(key), ToolJson.Relaxed.EndorsementKeyDocument, () => screen.Line(key));
        return ExitCode.Ok;
    }
}

/// <summary>The public part of a TPM's endorsement key, base64 of TPM2B_PUBLIC.</summary>
internal sealed record EndorsementKeyDocument(string EndorsementKey) : ToolDocument;
