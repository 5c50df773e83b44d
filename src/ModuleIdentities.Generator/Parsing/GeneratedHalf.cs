using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Emission;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Tells the generator's own members, which analyzers see and the generator does not, from the user's.</summary>
internal static class GeneratedHalf
{
    public static bool Has(ISymbol symbol)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute is { AttributeClass.Name: "GeneratedCodeAttribute", ConstructorArguments: [{ Value: GeneratedMark.ToolName }, _] })
            {
                return true;
            }
        }

        return false;
    }
}
