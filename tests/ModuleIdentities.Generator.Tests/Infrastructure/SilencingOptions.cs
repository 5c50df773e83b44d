using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>
/// What <c>dotnet_diagnostic.MID0001.severity = none</c> comes to: in an .editorconfig for the source, in a .globalconfig for everything, settings files
/// among it.
/// </summary>
internal sealed class SilencingOptions(string id) : SyntaxTreeOptionsProvider
{
    public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

    public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
    {
        severity = ReportDiagnostic.Suppress;
        return diagnosticId == id;
    }

    public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
    {
        severity = ReportDiagnostic.Suppress;
        return diagnosticId == id;
    }
}
