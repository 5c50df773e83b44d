using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid config check</c></summary>
internal sealed class ConfigCheckCommand : ToolCommand
{
    private readonly DeviceOptions _device = new();

    public ConfigCheckCommand()
        : base("check", "Validate a configuration and say in words what it means. Nothing is sent; 'moduleid doctor' asks the services too.") => _device.AddTo(this);

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid config check --config appsettings.json", "What the section says, and everything that is wrong with it at once."),
        new("moduleid config check --config appsettings.json --json | jq -r '.faults[]'", "The faults alone, for a build."),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        IConfigurationRoot configuration = await _device.ReadAsync(arguments, cancellationToken).ConfigureAwait(false);
        List<string> faults = [.. ConfigurationKeys.Unknown(configuration).Select(key => $"{key} is no key of this section. See docs/configuration.md.")];
        IReadOnlyList<ConfigurationFact> facts = [];
        try
        {
            facts = ConfigurationExplanation.Of(ModuleIdentityOptions.FromConfiguration(configuration));
        }
        catch (OptionsValidationException exception)
        {
            faults.AddRange(exception.Failures);
        }

        screen.Result(new ConfigurationDocument(faults.Count == 0, faults, facts), ToolJson.Relaxed.ConfigurationDocument, () =>
        {
            screen.Facts(facts.Select(fact => (fact.Name, (string?)fact.Meaning)));
            foreach (string fault in faults)
            {
                screen.Note(fault);
            }
        });
        return faults.Count == 0 ? ExitCode.Ok : ExitCode.Usage;
    }
}

/// <summary>What a configuration says.</summary>
internal sealed record ConfigurationDocument(bool IsValid, IReadOnlyList<string> Faults, IReadOnlyList<ConfigurationFact> Facts) : ToolDocument;

/// <param name="Name">What it is about.</param>
/// <param name="Meaning">What it means, in words.</param>
internal sealed record ConfigurationFact(string Name, string Meaning);
