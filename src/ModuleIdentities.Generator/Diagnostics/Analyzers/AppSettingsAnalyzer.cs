using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using ModuleIdentities.Generator.Diagnostics.Configuration;
using ModuleIdentities.Generator.Diagnostics.Secrets;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Checks the section <c>ModuleIdentities</c> of the project's <c>appsettings*.json</c>, which the package makes additional files.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AppSettingsAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        ConfigurationKeyIsUnknown,
        ConfigurationKeyIsMissing,
        ConfigurationValueIsInvalid,
        KeyIsInCommittedConfiguration,
        HubCredentialIsInConfiguration,
        ConfigurationKeyIsGivenTwice,
        ConfigurationFileIsUnreadable,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            ImmutableArray<AdditionalText> files = [.. start.Options.AdditionalFiles.Where(static file => AppSettings.IsAppSettings(file.Path))];
            if (!files.IsEmpty && OptionSchema.Of(start.Compilation) is { } schema)
            {
                Lazy<IReadOnlyList<AppSettings>> project = new(() => [.. files.Select(file => AppSettings.Read(file.GetText()?.ToString() ?? ""))]);
                start.RegisterAdditionalFileAction(file => Analyze(file, schema, project));
            }
        });
    }

    private static void Analyze(AdditionalFileAnalysisContext context, OptionSchema schema, Lazy<IReadOnlyList<AppSettings>> project)
    {
        if (AppSettings.IsAppSettings(context.AdditionalFile.Path) && context.AdditionalFile.GetText(context.CancellationToken) is { } source)
        {
            string text = source.ToString();
            AppSettings settings = AppSettings.Read(text);
            Report report = new(context, source);
            ReportFaults(settings, text, report);
            ReportKeys(settings, schema, report);
            ReportSecrets(settings, report);
            foreach ((AppSettings.Entry given, string missing) in MissingOptions.Find(settings, project.Value))
            {
                report.At(given.NameSpan, ConfigurationKeyIsMissing, given.Path, missing);
            }
        }
    }

    // The file of a program that has nothing to do with us is its own business.
    private static void ReportFaults(AppSettings settings, string text, Report report)
    {
        if (settings.Fault is { } fault && text.IndexOf(SecretOptions.SectionName, StringComparison.OrdinalIgnoreCase) >= 0)
        {
            report.At(fault, ConfigurationFileIsUnreadable, report.FileName);
        }
    }

    private static void ReportKeys(AppSettings settings, OptionSchema schema, Report report)
    {
        HashSet<string> given = new(StringComparer.OrdinalIgnoreCase);
        foreach (AppSettings.Entry entry in settings.Entries)
        {
            (OptionSchema? option, OptionSchema? parent) = OptionPath.Resolve(schema, entry.Path);
            if (option is null && parent is not null)
            {
                report.At(entry.NameSpan, ConfigurationKeyIsUnknown, entry.Path, OptionPath.Suggest(schema, parent, entry.Name));
            }
            else if (option is null && IsMisspelledSection(entry, settings))
            {
                report.At(entry.NameSpan, ConfigurationKeyIsUnknown, entry.Path, DiagnosticTexts.Get("OptionMeant", SecretOptions.SectionName));
            }
            else if (option is not null && OptionValueRules.Check(option, entry.Value) is { } advice)
            {
                report.At(entry.Value.Span, ConfigurationValueIsInvalid, entry.Path, advice);
            }

            bool isSingle = entry.Value.Kind is not (JsonKind.Object or JsonKind.Array);
            if (option is not null && isSingle && !given.Add(entry.Path))
            {
                report.At(entry.NameSpan, ConfigurationKeyIsGivenTwice, entry.Path);
            }
        }
    }

    private static bool IsMisspelledSection(AppSettings.Entry entry, AppSettings settings) =>
        entry.Value.Kind == JsonKind.Object
        && entry.Path.IndexOf(':') < 0
        && NearestName.Find(entry.Path, [SecretOptions.SectionName]) is not null
        && !settings.Entries.Any(static other => string.Equals(other.Path, SecretOptions.SectionName, StringComparison.OrdinalIgnoreCase));

    private static void ReportSecrets(AppSettings settings, Report report)
    {
        foreach (AppSettings.Entry entry in settings.Entries.Where(static entry => entry.Value.Kind == JsonKind.String))
        {
            CredentialText? credential = CredentialText.Find(entry.Value.Text);
            if (credential is { Kind: CredentialKind.Hub })
            {
                report.At(PlaceOf(credential.Span, entry.Value), HubCredentialIsInConfiguration, entry.Path);
            }
            else if (!report.IsForDevelopment
                && (credential is not null || (SecretOptions.IsInSection(entry.Path) && SecretOptions.IsSecret(entry.Name, entry.Value.Text))))
            {
                TextSpan secret = credential?.Span ?? new TextSpan(0, entry.Value.Text.Length);
                report.At(PlaceOf(secret, entry.Value), KeyIsInCommittedConfiguration, entry.Path);
            }
        }
    }

    // Inside the quotes, unless escapes make the characters hard to find.
    private static TextSpan PlaceOf(TextSpan characters, JsonNode value) =>
        value.Span.Length == value.Text.Length + 2 ? new TextSpan(value.Span.Start + 1 + characters.Start, characters.Length) : value.Span;

    private sealed class Report(AdditionalFileAnalysisContext context, SourceText source)
    {
        public string FileName { get; } = Path.GetFileName(context.AdditionalFile.Path);

        public bool IsForDevelopment { get; } = AppSettings.IsForDevelopment(context.AdditionalFile.Path);

        public void At(TextSpan span, DiagnosticDescriptor descriptor, params object[] arguments) => context.ReportDiagnostic(Diagnostic.Create(
            descriptor, Location.Create(context.AdditionalFile.Path, span, source.Lines.GetLinePositionSpan(span)), arguments));
    }
}
