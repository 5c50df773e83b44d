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

    public static readonly DiagnosticDescriptor SentMethodHasBody = Create(DiagnosticIds.MID0016SentMethodMustBePartialWithoutBody);

    public static readonly DiagnosticDescriptor SentMethodIsStatic = Create(DiagnosticIds.MID0017SentMethodMustNotBeStatic);

    public static readonly DiagnosticDescriptor SentMethodIsGeneric = Create(DiagnosticIds.MID0018SentMethodMustNotBeGeneric);

    public static readonly DiagnosticDescriptor SentMethodReturnsNoTask = Create(DiagnosticIds.MID0019SentMethodMustReturnTask);

    public static readonly DiagnosticDescriptor SentMethodIsOverloaded = Create(DiagnosticIds.MID0020SentMethodMustNotBeOverloaded);

    public static readonly DiagnosticDescriptor DeclaredMethodIsOutsideModuleClass = Create(DiagnosticIds.MID0021DeclaredMethodMustBeInModuleClass);

    public static readonly DiagnosticDescriptor ParameterIsPassedByReference =
        Create(DiagnosticIds.MID0022ParameterMustBePassedByValue);

    public static readonly DiagnosticDescriptor PayloadCannotBeCarried = Create(DiagnosticIds.MID0023PayloadMustHaveContract);

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

    public static readonly DiagnosticDescriptor ReceivedMethodIsStatic = Create(DiagnosticIds.MID0060ReceivedMethodMustNotBeStatic);

    public static readonly DiagnosticDescriptor ReceivedMethodIsGeneric = Create(DiagnosticIds.MID0061ReceivedMethodMustNotBeGeneric);

    public static readonly DiagnosticDescriptor ReceivedParameterIsUnknown = Create(DiagnosticIds.MID0062ReceivedParametersMustBeKnown);

    public static readonly DiagnosticDescriptor DesiredPropertyHasNoValue = Create(DiagnosticIds.MID0063DesiredPropertyMustHaveValue);

    public static readonly DiagnosticDescriptor ReceivedMethodReturnsNoAnswer = Create(DiagnosticIds.MID0064ReceivedMethodMustReturnAnswer);

    public static readonly DiagnosticDescriptor ReceivedNameIsTaken = Create(DiagnosticIds.MID0065ReceivedNameMustBeUnique);

    public static readonly DiagnosticDescriptor TwinPropertyNameIsRefused = Create(DiagnosticIds.MID0066TwinPropertyNameMustBeAccepted);

    public static readonly DiagnosticDescriptor DirectMethodNameIsRefused = Create(DiagnosticIds.MID0067DirectMethodNameMustBeAccepted);

    public static readonly DiagnosticDescriptor ComponentNameIsRefused = Create(DiagnosticIds.MID0068ComponentNameMustBeAccepted);

    public static readonly DiagnosticDescriptor ModelIdIsNoDtmi = Create(DiagnosticIds.MID0069ModelIdMustBeDtmi);

    public static readonly DiagnosticDescriptor MessagePropertyIsNoText = Create(DiagnosticIds.MID0070MessagePropertyMustBeText);

    public static readonly DiagnosticDescriptor BatchIsOfScalars = Create(DiagnosticIds.MID0071BatchMustBeOfObjects);

    public static readonly DiagnosticDescriptor JsonContextIsNotUsable = Create(DiagnosticIds.MID0072JsonContextMustBeUsable);

    public static readonly DiagnosticDescriptor MessagePropertyNameIsRefused = Create(DiagnosticIds.MID0073MessagePropertyNameMustBeAccepted);

    public static readonly DiagnosticDescriptor MethodHasTwoRoles = Create(DiagnosticIds.MID0074MethodMustHaveOneRole);

    public static readonly DiagnosticDescriptor MemberIsMissingFromModel = Create(DiagnosticIds.MID0075MemberShouldBeInModel, DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor SemanticTypeIsUnknown = Create(DiagnosticIds.MID0076SemanticTypeMustBeKnown);

    public static readonly DiagnosticDescriptor EndpointNameIsRefused = Create(DiagnosticIds.MID0077EndpointNameMustBeAccepted);

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
