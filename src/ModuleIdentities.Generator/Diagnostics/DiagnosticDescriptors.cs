using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>Our diagnostics. Titles and messages are resources, and each has a page under its help link.</summary>
internal static class DiagnosticDescriptors
{
    public static readonly DiagnosticDescriptor ModuleIdIsEmpty = Create(DiagnosticIds.MID0001ModuleIdMustNotBeEmpty);

    public static readonly DiagnosticDescriptor ModuleIdIsTooLong = Create(DiagnosticIds.MID0002ModuleIdMustNotBeTooLong);

    public static readonly DiagnosticDescriptor ModuleIdHasInvalidCharacter = Create(DiagnosticIds.MID0003ModuleIdMustNotHaveInvalidCharacter);

    public static readonly DiagnosticDescriptor ModuleIdIsReserved = Create(DiagnosticIds.MID0004ModuleIdMustNotBeReserved);

    public static readonly DiagnosticDescriptor ModuleIdIsDeclaredTwice =
        Create(DiagnosticIds.MID0005ModuleIdMustBeDeclaredOnce, WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor ModuleClassIsNotPartial = Create(DiagnosticIds.MID0006ModuleClassMustBePartial);

    public static readonly DiagnosticDescriptor ContainingTypeIsNotPartial = Create(DiagnosticIds.MID0007ContainingTypeMustBePartial);

    public static readonly DiagnosticDescriptor ModuleClassIsGeneric = Create(DiagnosticIds.MID0008ModuleClassMustNotBeGeneric);

    public static readonly DiagnosticDescriptor ModuleClassIsStatic = Create(DiagnosticIds.MID0009ModuleClassMustNotBeStatic);

    public static readonly DiagnosticDescriptor ModuleClassIsAbstract = Create(DiagnosticIds.MID0010ModuleClassMustNotBeAbstract);

    public static readonly DiagnosticDescriptor ModuleClassIsFileLocal = Create(DiagnosticIds.MID0011ModuleClassMustNotBeFileLocal);

    public static readonly DiagnosticDescriptor ModuleClassIsRecord = Create(DiagnosticIds.MID0012ModuleClassMustNotBeRecord);

    public static readonly DiagnosticDescriptor ModuleClassDerivesFromModuleClass =
        Create(DiagnosticIds.MID0013ModuleClassMustNotDeriveFromModuleClass);

    public static readonly DiagnosticDescriptor ModuleClassHasNoUsableConstructor = Create(DiagnosticIds.MID0014ModuleClassMustHaveUsableConstructor);

    public static readonly DiagnosticDescriptor ModuleClassUsesGeneratedName = Create(DiagnosticIds.MID0015ModuleClassMustNotUseGeneratedName);

    public static readonly DiagnosticDescriptor TelemetryMethodHasBody = Create(DiagnosticIds.MID0016TelemetryMethodMustBePartialWithoutBody);

    public static readonly DiagnosticDescriptor TelemetryMethodIsStatic = Create(DiagnosticIds.MID0017TelemetryMethodMustNotBeStatic);

    public static readonly DiagnosticDescriptor TelemetryMethodIsGeneric = Create(DiagnosticIds.MID0018TelemetryMethodMustNotBeGeneric);

    public static readonly DiagnosticDescriptor TelemetryMethodReturnsNoTask = Create(DiagnosticIds.MID0019TelemetryMethodMustReturnTask);

    public static readonly DiagnosticDescriptor TelemetryMethodIsOverloaded = Create(DiagnosticIds.MID0020TelemetryMethodMustNotBeOverloaded);

    public static readonly DiagnosticDescriptor TelemetryMethodIsOutsideModuleClass = Create(DiagnosticIds.MID0021TelemetryMethodMustBeInModuleClass);

    public static readonly DiagnosticDescriptor TelemetryParameterIsPassedByReference =
        Create(DiagnosticIds.MID0022TelemetryParameterMustBePassedByValue);

    public static readonly DiagnosticDescriptor TelemetryParameterIsNoScalar = Create(DiagnosticIds.MID0023TelemetryParameterMustBeScalar);

    public static readonly DiagnosticDescriptor CancellationTokenIsNotLast = Create(DiagnosticIds.MID0024CancellationTokenMustBeLast);

    public static readonly DiagnosticDescriptor DeviceHasTooManyModules =
        Create(DiagnosticIds.MID0030DeviceMustNotHaveTooManyModules, DiagnosticSeverity.Warning, WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor ModuleOfAgentIsConnected =
        Create(DiagnosticIds.MID0031ModuleOfAgentMustNotBeConnected, DiagnosticSeverity.Warning, WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor HubCredentialIsInSource = Create(DiagnosticIds.MID0032HubCredentialMustNotBeInSource);

    public static readonly DiagnosticDescriptor KeyIsInSource = Create(DiagnosticIds.MID0033KeyMustNotBeInSource, DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor SendIsNotAwaited = Create(DiagnosticIds.MID0034SendMustBeAwaited, DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor SendTakesNoCancellationToken =
        Create(DiagnosticIds.MID0035SendShouldTakeCancellationToken, DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor ConfigurationKeyIsUnknown =
        Create(DiagnosticIds.MID0040ConfigurationKeyMustBeKnown, DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ConfigurationKeyIsMissing =
        Create(DiagnosticIds.MID0041ConfigurationKeyMustNotBeMissing, DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ConfigurationValueIsInvalid = Create(DiagnosticIds.MID0042ConfigurationValueMustBeValid);

    public static readonly DiagnosticDescriptor KeyIsInCommittedConfiguration =
        Create(DiagnosticIds.MID0043KeyMustNotBeInCommittedConfiguration, DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor HubCredentialIsInConfiguration = Create(DiagnosticIds.MID0044HubCredentialMustNotBeInConfiguration);

    public static readonly DiagnosticDescriptor ConfigurationKeyIsGivenTwice = Create(DiagnosticIds.MID0045ConfigurationKeyMustBeGivenOnce);

    public static readonly DiagnosticDescriptor ConfigurationFileIsUnreadable = Create(DiagnosticIds.MID0046ConfigurationFileMustBeReadable);

    private const string Category = "ModuleIdentities";
    private const string Pages = "https://github.com/module-identities/module-identities/blob/main/docs/diagnostics/";

    // What stops the generator is an error: a warning would only come with others that explain less.
    private static DiagnosticDescriptor Create(string id, params string[] customTags) => Create(id, DiagnosticSeverity.Error, customTags);

    private static DiagnosticDescriptor Create(string id, DiagnosticSeverity severity, params string[] customTags) => new(
        id,
        Text(id + "Title"),
        Text(id + "Message"),
        Category,
        severity,
        isEnabledByDefault: true,
        helpLinkUri: Pages + id + ".md",
        customTags: customTags);

    private static LocalizableResourceString Text(string name) => new(name, DiagnosticTexts.Manager, typeof(DiagnosticTexts));
}
