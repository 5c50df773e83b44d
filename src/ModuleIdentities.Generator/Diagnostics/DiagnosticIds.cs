namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>The ids of our diagnostics. An id is never used again for something else.</summary>
internal static class DiagnosticIds
{
    public const string MID0001ModuleIdMustNotBeEmpty = "MID0001";
    public const string MID0002ModuleIdMustNotBeTooLong = "MID0002";
    public const string MID0003ModuleIdMustNotHaveInvalidCharacter = "MID0003";
    public const string MID0004ModuleIdMustNotBeReserved = "MID0004";
    public const string MID0005ModuleIdMustBeDeclaredOnce = "MID0005";
    public const string MID0006ModuleClassMustBePartial = "MID0006";
    public const string MID0007ContainingTypeMustBePartial = "MID0007";
    public const string MID0008ModuleClassMustNotBeGeneric = "MID0008";
    public const string MID0009ModuleClassMustNotBeStatic = "MID0009";
    public const string MID0010ModuleClassMustNotBeAbstract = "MID0010";
    public const string MID0011ModuleClassMustNotBeFileLocal = "MID0011";
    public const string MID0012ModuleClassMustNotBeRecord = "MID0012";
    public const string MID0013ModuleClassMustNotDeriveFromModuleClass = "MID0013";
    public const string MID0014ModuleClassMustHaveUsableConstructor = "MID0014";
    public const string MID0015ModuleClassMustNotUseGeneratedName = "MID0015";
    public const string MID0016SentMethodMustBePartialWithoutBody = "MID0016";
    public const string MID0017SentMethodMustNotBeStatic = "MID0017";
    public const string MID0018SentMethodMustNotBeGeneric = "MID0018";
    public const string MID0019SentMethodMustReturnTask = "MID0019";
    public const string MID0020SentMethodMustNotBeOverloaded = "MID0020";
    public const string MID0021DeclaredMethodMustBeInModuleClass = "MID0021";
    public const string MID0022ParameterMustBePassedByValue = "MID0022";
    public const string MID0023PayloadMustHaveContract = "MID0023";
    public const string MID0024CancellationTokenMustBeLast = "MID0024";
    public const string MID0030DeviceMustNotHaveTooManyModules = "MID0030";
    public const string MID0031ModuleOfAgentMustNotBeConnected = "MID0031";
    public const string MID0032HubCredentialMustNotBeInSource = "MID0032";
    public const string MID0033KeyMustNotBeInSource = "MID0033";
    public const string MID0034SendMustBeAwaited = "MID0034";
    public const string MID0035SendShouldTakeCancellationToken = "MID0035";
    public const string MID0040ConfigurationKeyMustBeKnown = "MID0040";
    public const string MID0041ConfigurationKeyMustNotBeMissing = "MID0041";
    public const string MID0042ConfigurationValueMustBeValid = "MID0042";
    public const string MID0043KeyMustNotBeInCommittedConfiguration = "MID0043";
    public const string MID0044HubCredentialMustNotBeInConfiguration = "MID0044";
    public const string MID0045ConfigurationKeyMustBeGivenOnce = "MID0045";
    public const string MID0046ConfigurationFileMustBeReadable = "MID0046";
    public const string MID0060ReceivedMethodMustNotBeStatic = "MID0060";
    public const string MID0061ReceivedMethodMustNotBeGeneric = "MID0061";
    public const string MID0062ReceivedParametersMustBeKnown = "MID0062";
    public const string MID0063DesiredPropertyMustHaveValue = "MID0063";
    public const string MID0064ReceivedMethodMustReturnAnswer = "MID0064";
    public const string MID0065ReceivedNameMustBeUnique = "MID0065";
    public const string MID0066TwinPropertyNameMustBeAccepted = "MID0066";
    public const string MID0067DirectMethodNameMustBeAccepted = "MID0067";
    public const string MID0068ComponentNameMustBeAccepted = "MID0068";
    public const string MID0069ModelIdMustBeDtmi = "MID0069";
    public const string MID0070MessagePropertyMustBeText = "MID0070";
    public const string MID0071BatchMustBeOfObjects = "MID0071";
    public const string MID0072JsonContextMustBeUsable = "MID0072";
    public const string MID0073MessagePropertyNameMustBeAccepted = "MID0073";
    public const string MID0074MethodMustHaveOneRole = "MID0074";
}
