using System.Globalization;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>Says why a payload cannot be carried.</summary>
internal static class JsonFaultText
{
    public static string Of(JsonFault fault) => string.Format(
        CultureInfo.InvariantCulture,
        DiagnosticTexts.Manager.GetString("JsonFault" + fault.Kind, CultureInfo.InvariantCulture) ?? fault.Kind.ToString(),
        fault.Member);
}
