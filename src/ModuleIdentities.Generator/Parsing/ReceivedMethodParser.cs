using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Reads a method that receives.</summary>
internal static class ReceivedMethodParser
{
    /// <summary>The method to call; <see langword="null"/> when it cannot be.</summary>
    public static ReceivedMethod? TryParse(IMethodSymbol method, MemberRole role, AttributeData attribute, JsonContractReader contracts)
    {
        if (ReceivedMethodRules.Check(method, role) != ReceivedMethodFaults.None
            || ReceivedMethodRules.Result(method, role, out ITypeSymbol? payload) is not { } result)
        {
            return null;
        }

        IParameterSymbol? value = ReceivedMethodRules.Value(method);
        if ((value is not null && contracts.Add(value.Type, isRead: true) is not null)
            || (payload is not null && contracts.Add(payload, isRead: false) is not null))
        {
            return null;
        }

        SuppressedWarnings.Collect(method, contracts.Warnings);
        return new ReceivedMethod(
            role switch
            {
                MemberRole.DesiredProperty => ReceivedKind.DesiredProperty,
                MemberRole.DirectMethod => ReceivedKind.DirectMethod,
                _ => ReceivedKind.Input,
            },
            method.Name,
            WireName(method, role, attribute),
            DeclarationAttributes.Component(attribute),
            value is null ? null : TypeText.Of(value.Type),
            value is not null && AcceptsNull(value.Type),
            role == MemberRole.DesiredProperty && ReceivedMethodRules.HasVersion(method),
            ReceivedMethodRules.HasMessage(method),
            ReceivedMethodRules.HasToken(method),
            result,
            payload is null ? null : TypeText.Of(payload));
    }

    /// <summary>The given name; else that of the value, or that of the method in camel case without <c>Async</c>.</summary>
    public static string WireName(IMethodSymbol method, MemberRole role, AttributeData attribute)
    {
        if (DeclarationAttributes.Name(attribute) is { } name)
        {
            return name;
        }

        if (role == MemberRole.ModuleInput)
        {
            // A null is as good as no name.
            return "";
        }

        if (role == MemberRole.DesiredProperty)
        {
            return method.Parameters[0].Name;
        }

        string own = method.Name.Length > 5 && method.Name.EndsWith("Async", StringComparison.Ordinal)
            ? method.Name.Substring(0, method.Name.Length - 5)
            : method.Name;
        return char.ToLowerInvariant(own[0]) + own.Substring(1);
    }

    // Where nullable reference types are off, a null is as good as any value.
    private static bool AcceptsNull(ITypeSymbol type) =>
        FrameworkTypes.IsNullableValue(type) || (type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated);
}
