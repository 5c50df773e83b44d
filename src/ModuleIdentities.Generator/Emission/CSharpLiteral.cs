using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace ModuleIdentities.Generator.Emission;

/// <summary>Constant values as C# source.</summary>
internal static class CSharpLiteral
{
    public static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A constant of one of C#'s own types, or <see langword="null"/> for any other.</summary>
    public static string? TryFormat(object value) => value switch
    {
        string text => Quote(text),
        char character => SymbolDisplay.FormatLiteral(character, quote: true),
        bool boolean => boolean ? "true" : "false",
        double number => FormatReal(number, "double", number.ToString("R", CultureInfo.InvariantCulture), "d"),
        float number => FormatReal(number, "float", number.ToString("R", CultureInfo.InvariantCulture), "f"),
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
        int number => number.ToString(CultureInfo.InvariantCulture),
        uint number => number.ToString(CultureInfo.InvariantCulture) + "U",
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "UL",
        sbyte number => "(sbyte)" + Parenthesize(number.ToString(CultureInfo.InvariantCulture)),
        byte number => "(byte)" + number.ToString(CultureInfo.InvariantCulture),
        short number => "(short)" + Parenthesize(number.ToString(CultureInfo.InvariantCulture)),
        ushort number => "(ushort)" + number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A value of an enumeration, which may be one that has no name.</summary>
    public static string FormatEnum(string type, object value) =>
        $"({type}){Parenthesize(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture))}";

    private static string FormatReal(double value, string type, string text, string suffix) => value switch
    {
        double.NaN => type + ".NaN",
        double.PositiveInfinity => type + ".PositiveInfinity",
        double.NegativeInfinity => type + ".NegativeInfinity",
        _ => text + suffix,
    };

    // (sbyte)-1 would be a subtraction.
    private static string Parenthesize(string number) => number[0] == '-' ? $"({number})" : number;
}
