using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Collects the ids of warnings that the user has put on a member, which are for those who write code, not for code that is generated.</summary>
internal static class SuppressedWarnings
{
    public static void Collect(ISymbol symbol, SortedSet<string> ids)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            switch (attribute.AttributeClass?.Name)
            {
                case "ObsoleteAttribute" when NamedId(attribute) is { } id:
                    ids.Add(id);
                    break;
                case "ObsoleteAttribute":
                    ids.Add(attribute.ConstructorArguments.IsEmpty ? "CS0612" : "CS0618");
                    break;
                case "ExperimentalAttribute" when attribute.ConstructorArguments is [{ Value: string id }]:
                    ids.Add(id);
                    break;
                default:
                    break;
            }
        }
    }

    private static string? NamedId(AttributeData attribute)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == "DiagnosticId")
            {
                return argument.Value.Value as string;
            }
        }

        return null;
    }
}
