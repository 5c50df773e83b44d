using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>Says why a payload cannot be carried.</summary>
internal static class JsonFaultText
{
    public static LocalizableString Of(JsonFault fault) => DiagnosticTexts.Get("JsonFault" + fault.Kind, fault.Member);
}
