using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Emission;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Reads what a fake is to implement; nothing after this sees a symbol.</summary>
internal static class FakeReader
{
    /// <summary>The model of a fake; null when its module sends nothing that has an interface.</summary>
    public static FakeModule? Read(INamedTypeSymbol fake, ImmutableArray<AttributeData> attributes)
    {
        if (attributes is not [{ AttributeClass.TypeArguments: [INamedTypeSymbol module] }])
        {
            return null;
        }

        IEnumerable<IMethodSymbol> sent = FindInterface(module) is { } found
            ? found.GetMembers().OfType<IMethodSymbol>()
            : DeclarationAttributes.SentMethods(module).Where(static method => method.DeclaredAccessibility == Accessibility.Public);
        SentMethod[] methods = [.. sent.Select(Read)];
        if (methods.Length == 0 || (FindInterface(module) is null && !IsToBeGenerated(module, methods)))
        {
            return null;
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        return new FakeModule(
            TypePathReader.Read(fake),
            TypePathReader.Read(module).InterfaceName(),
            new([.. methods.Select(method => new FakeLog(LogName(method.Name, names), method.IsPublic, method))]));
    }

    // A module of another project comes with its interface. That of a module of this project is written in the same run, and not seen.
    private static INamedTypeSymbol? FindInterface(INamedTypeSymbol module)
    {
        foreach (INamedTypeSymbol type in module.ContainingType?.GetTypeMembers("I" + module.Name) ?? module.ContainingNamespace.GetTypeMembers("I" + module.Name))
        {
            if (type is { TypeKind: TypeKind.Interface, Arity: 0 } && GeneratedHalf.Is(type))
            {
                return type;
            }
        }

        return null;
    }

    private static bool IsToBeGenerated(INamedTypeSymbol module, SentMethod[] methods) =>
        !module.DeclaringSyntaxReferences.IsEmpty && SentInterface.AccessibilityOf(module, new([.. methods.Select(static method => method with { IsPublic = true })])) is not null;

    private static SentMethod Read(IMethodSymbol method) => new(
        IsReport: false,
        Modifiers: "",
        IsPublic: method.Parameters.All(static parameter => IsPublic(parameter.Type)),
        method.Name,
        IsOverloaded: false,
        IsDocumented: false,
        Component: null,
        Output: null,
        new([.. method.Parameters.Select(Read)]));

    private static SentParameter Read(IParameterSymbol parameter)
    {
        string type = TypeText.Of(parameter.Type);
        SentParameterRole role = type == TypeText.CancellationToken ? SentParameterRole.CancellationToken
            : parameter.Type.OriginalDefinition.MetadataName == "IAsyncEnumerable`1" ? SentParameterRole.Bodies
            : SentParameterRole.Field;
        return new SentParameter(parameter.Name, type, IsParams: false, role, JsonScalar.None, null, null, null);
    }

    private static bool IsPublic(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsPublic(array.ElementType),
        INamedTypeSymbol named => named.DeclaredAccessibility == Accessibility.Public
            && (named.ContainingType is null || IsPublic(named.ContainingType))
            && named.TypeArguments.All(IsPublic),
        _ => true,
    };

    /// <summary>What was sent or reported: the method's name in the past tense. Overloads are told apart by their number.</summary>
    private static string LogName(string method, HashSet<string> taken)
    {
        string stem = method.EndsWith("Async", StringComparison.Ordinal) && method.Length > 5 ? method.Substring(0, method.Length - 5) : method;
        string name = Past(stem, "Send", "Sent") ?? Past(stem, "Report", "Reported") ?? stem + "Calls";
        string free = name;
        for (int i = 2; !taken.Add(free); i++)
        {
            free = name + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return free;
    }

    private static string? Past(string stem, string verb, string past) =>
        stem.StartsWith(verb, StringComparison.Ordinal) && (stem.Length == verb.Length || !char.IsLower(stem[verb.Length]))
            ? past + stem.Substring(verb.Length)
            : null;
}
