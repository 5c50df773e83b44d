using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>Names and their characters, for messages.</summary>
internal static class CharacterText
{
    /// <summary>The name as a C# literal, because a line feed in a message would tear the build log.</summary>
    public static string Quote(string name) => SymbolDisplay.FormatLiteral(name, quote: true);

    /// <summary>The character and its number, or the number alone when it cannot be seen.</summary>
    public static string Show(string name, int position)
    {
        bool isPair = position + 1 < name.Length && char.IsSurrogatePair(name, position);
        int codePoint = isPair ? char.ConvertToUtf32(name, position) : name[position];
        string number = "U+" + codePoint.ToString("X4", CultureInfo.InvariantCulture);
        bool isVisible = isPair || !(char.IsControl(name[position]) || char.IsSurrogate(name[position]));
        return isVisible ? $"'{name.Substring(position, isPair ? 2 : 1)}' ({number})" : number;
    }
}
