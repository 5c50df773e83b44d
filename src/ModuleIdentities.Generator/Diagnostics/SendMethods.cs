using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>Recognises the methods whose task tells whether the hub has what was sent.</summary>
internal static class SendMethods
{
    /// <summary>Whether a method is declared as something that a module sends.</summary>
    public static bool IsSend(IMethodSymbol method)
    {
        foreach (AttributeData attribute in method.GetAttributes())
        {
            if (DeclarationAttributes.IsOurs(attribute.AttributeClass, "TelemetryAttribute")
                || DeclarationAttributes.IsOurs(attribute.AttributeClass, "ReportedPropertyAttribute"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a module class sends or receives anything, in which case connecting is what it is for.</summary>
    public static bool NeedsConnection(INamedTypeSymbol type) => type.GetMembers().OfType<IMethodSymbol>().Any(
        static method => IsSend(method) || method.GetAttributes().Any(
            static attribute => DeclarationAttributes.IsOurs(attribute.AttributeClass, "DesiredPropertyAttribute")
                || DeclarationAttributes.IsOurs(attribute.AttributeClass, "DirectMethodAttribute")));
}
