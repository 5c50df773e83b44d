namespace ModuleIdentities;

/// <summary>Where the documentation is.</summary>
internal static class DocumentationLink
{
    private const string Root = "https://github.com/module-identities/module-identities/blob/main/docs/";

    public static string ToError(ModuleIdentityErrorCode code) => $"{Root}errors.md#{code.ToString().ToLowerInvariant()}";
}
