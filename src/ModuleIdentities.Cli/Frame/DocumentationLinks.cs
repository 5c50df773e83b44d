namespace ModuleIdentities.Cli;

/// <summary>Pages that a message points to.</summary>
internal static class DocumentationLinks
{
    private const string Root = "https://github.com/module-identities/module-identities/blob/main/docs/";

    public const string ExitCodes = Root + "cli.md#exit-codes";

    public const string Configuration = Root + "configuration.md";

    public const string Agents = Root + "agents.md";

    public const string Secrets = Root + "cli.md#secrets";
}
