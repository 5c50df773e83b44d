using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid rotate-keys</c></summary>
internal sealed class RotateKeysCommand : DeviceCommand
{
    private readonly Argument<string> _module = ModuleArgument.Create();

    public RotateKeysCommand()
        : base("rotate-keys", "Replace both keys of a module, one while the other works. Whoever uses the module needs the new key.") => Add(_module);

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid rotate-keys thermostat --config appsettings.json", "For a module that no program of this device is connected as; a connected one does it by itself (Keys:RotationInterval)."),
        new("moduleid rotate-keys osconfig --config moduleid.json && moduleid agent apply osconfig --config moduleid.json", "New keys for an agent, and the agent told."),
    ];

    protected override async Task<ExitCode> RunAsync(
        ModuleIdentityOptions options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        ModuleIdentity rotated = await screen.WhileAsync(
            "Replacing keys", () => ModuleProvisioner.RotateKeysAsync(options, arguments.GetRequiredValue(_module), cancellationToken)).ConfigureAwait(false);
        IdentityFacts facts = IdentityFacts.Of(rotated);
        screen.Result(new IdentitiesDocument([facts]), ToolJson.Relaxed.IdentitiesDocument, () => screen.Facts(
            ("module", facts.ModuleId), ("device", facts.DeviceId), ("hub", facts.HubHostName), ("new key", facts.KeyFingerprint)));
        return ExitCode.Ok;
    }
}
