using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Diagnostics;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Reads an annotated class into its model; nothing after this sees a symbol.</summary>
internal static class ModuleClassParser
{
    public static ParsedModule Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken)
    {
        if (DeclarationAttributes.FindModuleIdentity(type) is not { } attribute
            || DeclarationAttributes.ModuleId(attribute) is not { } moduleId)
        {
            return default;
        }

        ModuleClassFaults faults = ModuleClassRules.Check(type);
        if ((faults & (BlockedDeclarations.Faults | ModuleClassFaults.Nameless)) != 0)
        {
            return new ParsedModule(null, BlockedBy(type, faults, cancellationToken));
        }

        cancellationToken.ThrowIfCancellationRequested();
        IMethodSymbol? constructor = faults == ModuleClassFaults.None && GeneratedNames.FindConflict(type) is null
            ? ConstructorRules.Choose(type)
            : null;
        INamedTypeSymbol? context = DeclarationAttributes.JsonContext(attribute) is { } json && JsonContexts.IsUsable(json, type, compilation) ? json : null;
        JsonContractReader? contracts = constructor is null ? null : new JsonContractReader(compilation, type, context, cancellationToken);
        List<DeclaredMethod> methods = DeclaredMethod.Of(type);
        ParsedMembers members = MemberParser.Parse(methods, contracts, cancellationToken);
        ModuleClientModel? client = constructor is null ? null : new ModuleClientModel(
            moduleId,
            DeclarationAttributes.ModelId(attribute),
            DeclarationAttributes.ModelId(attribute) is null ? null : new DtdlReader(type, attribute, context, cancellationToken).Read(methods),
            context is null ? null : TypeText.OfNotNull(context),
            SentInterface.AccessibilityOf(type, members.Sent),
            ConstructorParser.Parse(constructor),
            IsRegistrable: IsReachable(type) && KnownTypes.HostApplicationBuilder(compilation) is not null);
        bool isEmpty = client is null && members.Refused.Count == 0;
        return new ParsedModule(
            isEmpty ? null : new ModuleClass(
                TypePathReader.Read(type),
                client,
                members.Sent,
                members.Received,
                contracts?.Contracts ?? default,
                members.Refused,
                new([.. contracts?.Warnings ?? []])),
            default);
    }

    private static EquatableArray<BlockedFinding> BlockedBy(INamedTypeSymbol type, ModuleClassFaults faults, CancellationToken cancellationToken)
    {
        if (!BlockedDeclarations.IsBlocked(type, faults))
        {
            return default;
        }

        ImmutableArray<BlockedFinding>.Builder findings = ImmutableArray.CreateBuilder<BlockedFinding>();
        findings.AddRange(ClassDiagnostics.Of(type, faults & BlockedDeclarations.Faults, cancellationToken).Select(BlockedFinding.Of));
        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            // One of the classes in it is enough to speak of it.
            if (!ModuleClassRules.IsPartial(container)
                && SymbolEqualityComparer.Default.Equals(BlockedDeclarations.FindModuleClass(container, isBlocked: true), type))
            {
                findings.Add(BlockedFinding.Of(ClassDiagnostics.ContainerIsNotPartial(container, type)));
            }
        }

        return new(findings.ToImmutable());
    }

    private static bool IsReachable(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }
}
