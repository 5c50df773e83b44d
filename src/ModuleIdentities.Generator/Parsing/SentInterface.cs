using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Decides whether a class has an interface of what it sends: <c>IThermostat</c> beside <c>Thermostat</c>, with its public methods.</summary>
internal static class SentInterface
{
    /// <summary>The accessibility of the interface, which is that of the class; <see langword="null"/> when there is none.</summary>
    public static string? AccessibilityOf(INamedTypeSymbol type, EquatableArray<SentMethod> sent)
    {
        if (!sent.Any(static method => method.IsPublic))
        {
            return null;
        }

        // A type of the user's with that name is the user's own idea of it.
        string name = "I" + type.Name;
        bool isTaken = type.ContainingType is { } container
            ? !container.GetMembers(name).IsEmpty
            : type.ContainingNamespace.GetMembers(name).Any(static member => member is not INamedTypeSymbol { Arity: > 0 });
        return isTaken ? null : type.DeclaredAccessibility switch
        {
            Accessibility.Public => "public",
            Accessibility.Internal => "internal",
            Accessibility.Protected => "protected",
            Accessibility.ProtectedOrInternal => "protected internal",
            Accessibility.ProtectedAndInternal => "private protected",
            _ => "private",
        };
    }
}
