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
    public const string MID0016TelemetryMethodMustBePartialWithoutBody = "MID0016";
    public const string MID0017TelemetryMethodMustNotBeStatic = "MID0017";
    public const string MID0018TelemetryMethodMustNotBeGeneric = "MID0018";
    public const string MID0019TelemetryMethodMustReturnTask = "MID0019";
    public const string MID0020TelemetryMethodMustNotBeOverloaded = "MID0020";
    public const string MID0021TelemetryMethodMustBeInModuleClass = "MID0021";
    public const string MID0022TelemetryParameterMustBePassedByValue = "MID0022";
    public const string MID0023TelemetryParameterMustBeScalar = "MID0023";
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
}
