using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid provision</c></summary>
internal sealed class ProvisionCommand : DeviceCommand
{
    private readonly Argument<string[]> _modules = new("module")
    {
        Description = "Module ids, for example thermostat; a device holds at most 50.",
        HelpName = "MODULE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _again = new("--again") { Description = "Register with the Device Provisioning Service again, whatever is cached: for a device that is to move." };

    public ProvisionCommand()
        : base("provision", "Get modules, creating those that the hub does not have. What exists is left as it is.")
    {
        Add(_modules);
        Add(_again);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid provision thermostat --config appsettings.json", "The device registers with DPS, and gets or creates its module."),
        new("sudo moduleid provision osconfig thermostat --aziot /etc/aziot/config.toml --json", "Two modules of the device that the Identity Service knows, as JSON."),
    ];

    protected override async Task<ExitCode> RunAsync(
        ModuleIdentityOptions options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string[] modules = [.. arguments.GetRequiredValue(_modules).Distinct(StringComparer.Ordinal)];
        IReadOnlyList<ModuleIdentity> identities = await screen.WhileAsync(
            "Provisioning",
            () => arguments.GetValue(_again) ? ReprovisionAsync(options, modules, cancellationToken) : ModuleProvisioner.ProvisionAsync(options, modules, cancellationToken))
            .ConfigureAwait(false);
        IdentityFacts[] facts = [.. identities.Select(IdentityFacts.Of)];
        screen.Result(new IdentitiesDocument(facts), ToolJson.Relaxed.IdentitiesDocument, () => screen.Rows(
            ["module", "device", "hub", "origin", "key"],
            facts.Select(identity => new[] { identity.ModuleId, identity.DeviceId, identity.HubHostName, identity.Origin, identity.KeyFingerprint })));
        return ExitCode.Ok;
    }

    /// <summary>Registers once; the other modules are got from the hub that the first one was.</summary>
    private static async Task<IReadOnlyList<ModuleIdentity>> ReprovisionAsync(
        ModuleIdentityOptions options, string[] modules, CancellationToken cancellationToken)
    {
        ModuleIdentity first = await ModuleProvisioner.ReprovisionAsync(options, modules[0], cancellationToken).ConfigureAwait(false);
        return modules.Length == 1
            ? [first]
            : [first, .. await ModuleProvisioner.ProvisionAsync(options, modules[1..], cancellationToken).ConfigureAwait(false)];
    }
}
