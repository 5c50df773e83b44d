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

    /// <summary>What a method is declared as, and by which attribute; the first of several.</summary>
    public static MemberRole RoleOf(IMethodSymbol method, out AttributeData? attribute)
    {
        foreach (AttributeData candidate in method.GetAttributes())
        {
            MemberRole role = RoleOf(candidate);
            if (role != MemberRole.None)
            {
                attribute = candidate;
                return role;
            }
        }

        attribute = null;
        return MemberRole.None;
    }

    public static MemberRole RoleOf(AttributeData attribute) => attribute.AttributeClass?.Name switch
    {
        "TelemetryAttribute" when IsOurs(attribute.AttributeClass) => MemberRole.Telemetry,
        "ReportedPropertyAttribute" when IsOurs(attribute.AttributeClass) => MemberRole.ReportedProperty,
        "DesiredPropertyAttribute" when IsOurs(attribute.AttributeClass) => MemberRole.DesiredProperty,
        "DirectMethodAttribute" when IsOurs(attribute.AttributeClass) => MemberRole.DirectMethod,
        "ModuleInputAttribute" when IsOurs(attribute.AttributeClass) => MemberRole.ModuleInput,
        "ModuleOutputAttribute" when IsOurs(attribute.AttributeClass) => MemberRole.ModuleOutput,
        _ => MemberRole.None,
    };

    /// <summary>Whether the generator implements a method.</summary>
    public static bool IsSent(IMethodSymbol method) => IsSent(RoleOf(method, out _));

    /// <summary>Whether the generator implements the methods of a role.</summary>
    public static bool IsSent(MemberRole role) => IsMessage(role) || role == MemberRole.ReportedProperty;

    /// <summary>Whether the methods of a role send messages.</summary>
    public static bool IsMessage(MemberRole role) => role is MemberRole.Telemetry or MemberRole.ModuleOutput;

    /// <summary>Whether the generator calls a method.</summary>
    public static bool IsReceived(IMethodSymbol method) =>
        RoleOf(method, out _) is MemberRole.DesiredProperty or MemberRole.DirectMethod or MemberRole.ModuleInput;

    /// <summary>
    /// The methods of a module class that the generator implements; none of any other type. Analyzers ask for them by their class: one that has
    /// been implemented counts as generated code itself.
    /// </summary>
    public static IEnumerable<IMethodSymbol> SentMethods(INamedTypeSymbol type) =>
        FindModuleIdentity(type) is null ? [] : type.GetMembers().OfType<IMethodSymbol>().Where(IsSent);

    /// <summary>The methods of a module class that the generator calls; none of any other type.</summary>
    public static IEnumerable<IMethodSymbol> ReceivedMethods(INamedTypeSymbol type) =>
        FindModuleIdentity(type) is null ? [] : type.GetMembers().OfType<IMethodSymbol>().Where(IsReceived);

    /// <summary>The <c>[MessageProperty]</c> of a parameter.</summary>
    public static AttributeData? FindMessageProperty(IParameterSymbol parameter)
    {
        foreach (AttributeData attribute in parameter.GetAttributes())
        {
            if (IsOurs(attribute.AttributeClass, "MessagePropertyAttribute"))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>The declared module id, or <see langword="null"/> when the attribute does not compile.</summary>
    public static string? ModuleId(AttributeData attribute) => attribute.ConstructorArguments switch
    {
        [{ Kind: TypedConstantKind.Primitive, Value: string moduleId }] => moduleId,
        // A null is as good as no name.
        [{ Kind: TypedConstantKind.Primitive, IsNull: true }] => "",
        _ => null,
    };

    /// <summary>The name that an attribute gives, or <see langword="null"/> when it gives none.</summary>
    public static string? Name(AttributeData attribute) => attribute.ConstructorArguments is [{ Value: string name }] ? name : null;

    /// <summary>The component that an attribute gives, or <see langword="null"/> when it gives none.</summary>
    public static string? Component(AttributeData attribute) => NamedText(attribute, "Component");

    /// <summary>The IoT Plug and Play model, or <see langword="null"/> when there is none.</summary>
    public static string? ModelId(AttributeData attribute) => NamedText(attribute, "ModelId");

    /// <summary>The user's own JSON contracts, or <see langword="null"/> when there are none.</summary>
    public static INamedTypeSymbol? JsonContext(AttributeData attribute)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == "JsonContext")
            {
                return argument.Value.Value as INamedTypeSymbol;
            }
        }

        return null;
    }

    public static bool IsOurs(INamedTypeSymbol? attribute, string name) => IsOurs(attribute) && attribute!.Name == name;

    private static bool IsOurs(INamedTypeSymbol? attribute) => attribute is
    {
        ContainingNamespace: { Name: "ModuleIdentities", ContainingNamespace.IsGlobalNamespace: true },
    };

    private static string? NamedText(AttributeData attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value.Value as string;
            }
        }

        return null;
    }
}
