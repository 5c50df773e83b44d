using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid doctor</c></summary>
internal sealed class DoctorCommand : ToolCommand
{
    private readonly DeviceOptions _device = new();

    public DoctorCommand()
        : base("doctor", "Find out why a device does not get or keep its modules: configuration, files, clock, names, ports, certificates, credential, registry.") => _device.AddTo(this);

    public override IReadOnlyList<Example> Examples =>
    [
        new("sudo moduleid doctor --config /etc/moduleid.json", "A line for each check: what it found, what that means, and what to do."),
        new("moduleid doctor --config appsettings.json --json | jq '.findings[] | select(.verdict != \"pass\")'", "What is not as it should be."),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        using ILoggerFactory? loggers = CreateLoggers(arguments);
        List<Finding> findings = [];
        IConfigurationRoot configuration = await _device.ReadAsync(arguments, cancellationToken).ConfigureAwait(false);
        foreach (string key in ConfigurationKeys.Unknown(configuration))
        {
            findings.Add(Finding.Doubt("configuration", $"{key} is no key of this section, and is not read.", "Correct its name: see docs/configuration.md."));
        }

        try
        {
            ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(configuration);
            options.LoggerFactory = loggers;
            options.UseTpm();
            findings.Add(Finding.Good("configuration", string.Join("; ", ConfigurationExplanation.Of(options).Take(2).Select(fact => $"{fact.Name} {fact.Meaning}"))));
            findings.AddRange(LocalChecks.Run(options, _device.Files(arguments), TimeProvider.System));
            findings.AddRange(await TpmCheck.RunAsync(options.Provisioning.Tpm, cancellationToken).ConfigureAwait(false));
            findings.AddRange(await screen.WhileAsync("Examining", () => ServiceChecks.RunAsync(options, cancellationToken)).ConfigureAwait(false));
        }
        catch (OptionsValidationException exception)
        {
            findings.AddRange(exception.Failures.Select(fault => Finding.Bad("configuration", fault, "Correct it; nothing was sent.")));
        }

        bool isHealthy = findings.TrueForAll(finding => finding.Verdict != Verdict.Fail);
        screen.Result(new DoctorDocument(isHealthy, findings), ToolJson.Relaxed.DoctorDocument, () => screen.Rows(
            ["", "check", "finding", "what to do"],
            findings.Select(finding => new[] { Word(finding.Verdict), finding.Check, finding.Meaning, finding.Advice ?? "" })));
        return isHealthy ? ExitCode.Ok : ExitCode.Failed;
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Warn => "warn",
        _ => "fail",
    };
}
