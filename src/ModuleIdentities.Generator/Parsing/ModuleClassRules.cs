using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>What a class must be for the generator to give it a client. The generator and the analyzers both ask here.</summary>
internal static class ModuleClassRules
{
    public static ModuleClassFaults Check(INamedTypeSymbol type)
    {
        ModuleClassFaults faults = ModuleClassFaults.None;
        faults |= IsPartial(type) ? 0 : ModuleClassFaults.NotPartial;
        faults |= type.IsGenericType ? ModuleClassFaults.Generic : 0;
        faults |= type.IsStatic ? ModuleClassFaults.Static : 0;
        faults |= type is { IsAbstract: true, IsStatic: false } ? ModuleClassFaults.Abstract : 0;
        faults |= type.IsRecord ? ModuleClassFaults.Record : 0;
        faults |= type.IsFileLocal ? ModuleClassFaults.FileLocal : 0;
        faults |= DerivesFromModule(type) ? ModuleClassFaults.DerivesFromModule : 0;
        faults |= type.Name.Length == 0 ? ModuleClassFaults.Nameless : 0;
        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            faults |= IsPartial(container) ? 0 : ModuleClassFaults.ContainerNotPartial;
            faults |= container.IsFileLocal ? ModuleClassFaults.FileLocal : 0;
            faults |= container.Name.Length == 0 ? ModuleClassFaults.Nameless : 0;
        }

        return faults;
    }

    public static bool IsPartial(INamedTypeSymbol type)
    {
        foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                return true;
            }
        }

        return false;
    }

    private static bool DerivesFromModule(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (parent.SpecialType == SpecialType.None && DeclarationAttributes.FindModuleIdentity(parent) is not null)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Why a class cannot be a module.</summary>
[Flags]
internal enum ModuleClassFaults
{
    None = 0,
    NotPartial = 1,
    ContainerNotPartial = 1 << 1,

    /// <summary>One module id cannot be many types. Also set when the class is nested in a generic type.</summary>
    Generic = 1 << 2,
    Static = 1 << 3,
    Abstract = 1 << 4,

    /// <summary>A record's copies would share one connection, and be equal or not by it.</summary>
    Record = 1 << 5,

    /// <summary>The generated half is in another file. Also set when the class is nested in a file-local type.</summary>
    FileLocal = 1 << 6,

    /// <summary>It would have two module ids.</summary>
    DerivesFromModule = 1 << 7,

    /// <summary>It is still being typed; the compiler says so.</summary>
    Nameless = 1 << 8,
}
