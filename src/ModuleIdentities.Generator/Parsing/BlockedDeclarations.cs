using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>
/// Knows the classes that the compiler stops at. A command-line build ends at errors in declarations, such as a partial method without a body,
/// before it asks an analyzer. Where the generator cannot add that body, it has to report what is wrong in the analyzers' place.
/// </summary>
internal static class BlockedDeclarations
{
    /// <summary>The faults that keep a class from having another part, or that part from having the method.</summary>
    public const ModuleClassFaults Faults =
        ModuleClassFaults.NotPartial | ModuleClassFaults.ContainerNotPartial | ModuleClassFaults.FileLocal | ModuleClassFaults.Static;

    public static bool IsBlocked(INamedTypeSymbol type, ModuleClassFaults faults)
    {
        if ((faults & Faults) == 0)
        {
            return false;
        }

        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IMethodSymbol { IsPartialDefinition: true, PartialImplementationPart: null } method
                && DeclarationAttributes.IsSent(method))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first module class in a type that is blocked (or not), at any depth.</summary>
    public static INamedTypeSymbol? FindModuleClass(INamedTypeSymbol container, bool isBlocked)
    {
        foreach (INamedTypeSymbol nested in container.GetTypeMembers())
        {
            bool isWanted = DeclarationAttributes.FindModuleIdentity(nested) is not null
                && IsBlocked(nested, ModuleClassRules.Check(nested)) == isBlocked;
            INamedTypeSymbol? found = isWanted ? nested : FindModuleClass(nested, isBlocked);
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }
}
