using System.Text;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>A <see cref="TypePath"/> as C# source.</summary>
internal static class TypePathText
{
    /// <summary>The type as it is written anywhere: <c>global::Demo.Outer.Thermostat</c>.</summary>
    public static string FullyQualifiedName(this TypePath path) => Name(path, "");

    /// <summary>The interface of what the type sends, which is beside it.</summary>
    public static string InterfaceName(this TypePath path) => Name(path, "I");

    private static string Name(TypePath path, string prefix)
    {
        StringBuilder name = new("global::");
        if (path.Namespace.Length > 0)
        {
            name.Append(Identifier.EscapeNamespace(path.Namespace)).Append('.');
        }

        for (int i = 0; i < path.Types.Count; i++)
        {
            bool isOwn = i == path.Types.Count - 1;
            name.Append(i == 0 ? "" : ".").Append(Identifier.EscapeType((isOwn ? prefix : "") + path.Types[i].Name));
        }

        return name.ToString();
    }

    /// <summary>Another part of the declaration, without the base list: <c>partial class Thermostat</c>.</summary>
    public static string PartialDeclaration(this TypeDeclaration type)
    {
        string parameters = type.TypeParameters.Count == 0 ? "" : $"<{string.Join(", ", type.TypeParameters.Select(Identifier.EscapeType))}>";
        return $"partial {type.Keyword} {Identifier.EscapeType(type.Name)}{parameters}";
    }
}
