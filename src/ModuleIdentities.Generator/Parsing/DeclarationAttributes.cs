using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Recognises and reads the attributes that declare a module.</summary>
internal static class DeclarationAttributes
{
    public const string ModuleIdentityMetadataName = "ModuleIdentities.ModuleIdentityAttribute";

    /// <summary>The one <c>[ModuleIdentity]</c> of a type. Written twice it is a compiler error, and there is no telling which is meant.</summary>
    public static AttributeData? FindModuleIdentity(INamedTypeSymbol type)
    {
        AttributeData? found = null;
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (IsOurs(attribute.AttributeClass, "ModuleIdentityAttribute"))
            {
                if (found is not null)
                {
                    return null;
                }

                found = attribute;
            }
        }

        return found;
    }

    public static bool IsTelemetry(IMethodSymbol method)
    {
        foreach (AttributeData attribute in method.GetAttributes())
        {
            if (IsOurs(attribute.AttributeClass, "TelemetryAttribute"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The telemetry methods of a module class; none of any other type. Analyzers ask for them by their class: one that has been implemented
    /// counts as generated code itself.
    /// </summary>
    public static IEnumerable<IMethodSymbol> TelemetryMethods(INamedTypeSymbol type) =>
        FindModuleIdentity(type) is null ? [] : type.GetMembers().OfType<IMethodSymbol>().Where(IsTelemetry);

    /// <summary>The declared module id, or <see langword="null"/> when the attribute does not compile.</summary>
    public static string? ModuleId(AttributeData attribute) => attribute.ConstructorArguments switch
    {
        [{ Kind: TypedConstantKind.Primitive, Value: string moduleId }] => moduleId,
        // A null is as good as no name.
        [{ Kind: TypedConstantKind.Primitive, IsNull: true }] => "",
        _ => null,
    };

    public static bool IsOurs(INamedTypeSymbol? attribute, string name) => attribute is
    {
        ContainingNamespace: { Name: "ModuleIdentities", ContainingNamespace.IsGlobalNamespace: true },
    } && attribute.Name == name;
}
