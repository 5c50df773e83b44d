using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>An additional file of a project.</summary>
internal sealed class SettingsFile(string path, string text) : AdditionalText
{
    /// <summary>The source of a project that is there for its settings.</summary>
    public const string Module = """[ModuleIdentity("m")] partial class Module;""";

    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
