using Microsoft.CodeAnalysis.Text;

namespace ModuleIdentities.Generator.Diagnostics.Configuration;

/// <summary>Ends the reading of a text that is no JSON.</summary>
/// <param name="span">The first characters that cannot be.</param>
internal sealed class JsonFaultException(TextSpan span) : Exception
{
    public TextSpan Span { get; } = span;
}
