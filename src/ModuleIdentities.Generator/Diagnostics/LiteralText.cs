using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>Finds the source characters that one character of a string literal's value was written with.</summary>
internal static class LiteralText
{
    /// <summary>The characters of <paramref name="token"/> that stand for the character at <paramref name="index"/> of its value.</summary>
    public static TextSpan Find(SyntaxToken token, int index)
    {
        string text = token.Text;
        int quotes = QuoteCount(text, text.IndexOf('"'));
        TextSpan found = token.Kind() switch
        {
            SyntaxKind.SingleLineRawStringLiteralToken => Plain(text, quotes, index),
            SyntaxKind.MultiLineRawStringLiteralToken => FindInRawLines(text, quotes, index),
            _ when text[0] == '@' => FindUnit(text, 2, index, VerbatimUnit),
            _ => FindUnit(text, 1, index, EscapedUnit),
        };
        return new TextSpan(token.SpanStart + found.Start, found.Length);
    }

    /// <summary>The same for a piece of text between the holes of the interpolated string that <paramref name="start"/> opens.</summary>
    public static TextSpan FindInInterpolation(SyntaxToken start, SyntaxToken text, int index)
    {
        TextSpan found = start.Kind() switch
        {
            SyntaxKind.InterpolatedStringStartToken => FindUnit(text.Text, 0, index, static (text, i) => BraceUnit(text, i) ?? EscapedUnit(text, i)),
            SyntaxKind.InterpolatedVerbatimStringStartToken =>
                FindUnit(text.Text, 0, index, static (text, i) => BraceUnit(text, i) ?? VerbatimUnit(text, i)),
            SyntaxKind.InterpolatedSingleLineRawStringStartToken => Plain(text.Text, 0, index),
            // What a line of it is indented by is known to the whole string only.
            _ => new TextSpan(0, text.Text.Length),
        };
        return new TextSpan(text.SpanStart + found.Start, found.Length);
    }

    private static TextSpan FindUnit(string text, int start, int index, Func<string, int, (int Length, int Produced)> unitAt)
    {
        int position = start;
        int produced = 0;
        while (position < text.Length)
        {
            (int length, int units) = unitAt(text, position);
            produced += units;
            if (index < produced)
            {
                return new TextSpan(position, Math.Min(length, text.Length - position));
            }

            position += length;
        }

        // Only what does not compile ends before its value does: a brace alone, half an escape.
        return new TextSpan(0, text.Length);
    }

    private static (int Length, int Produced) VerbatimUnit(string text, int position) =>
        text[position] == '"' ? (2, 1) : PlainUnit(text, position);

    private static (int Length, int Produced) EscapedUnit(string text, int position)
    {
        if (text[position] != '\\' || position + 1 == text.Length)
        {
            return PlainUnit(text, position);
        }

        return text[position + 1] switch
        {
            'u' => (6, 1),
            'U' => (10, LongEscape(text, position + 2) > 0xFFFF ? 2 : 1),
            'x' => (2 + HexDigits(text, position + 2), 1),
            _ => (2, 1),
        };
    }

    private static int LongEscape(string text, int position) => position + 8 <= text.Length
        && int.TryParse(text.Substring(position, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int value) ? value : 0;

    private static (int Length, int Produced)? BraceUnit(string text, int position) => text[position] is '{' or '}' ? (2, 1) : null;

    // Half a surrogate pair is no character that could be pointed at.
    private static (int Length, int Produced) PlainUnit(string text, int position) =>
        position + 1 < text.Length && char.IsSurrogatePair(text[position], text[position + 1]) ? (2, 2) : (1, 1);

    private static TextSpan Plain(string text, int start, int index) => new(start + index, PlainUnit(text, start + index).Length);

    private static TextSpan FindInRawLines(string text, int quotes, int index)
    {
        int indentation = text.Length - quotes - LineStart(text, text.Length - quotes);
        int position = text.IndexOf('\n') + 1;
        int remaining = index;
        while (true)
        {
            int nextLine = text.IndexOf('\n', position) + 1;
            // A line of nothing but white space may be shorter than the indentation that is taken from every line.
            int content = Math.Min(position + indentation, text.IndexOfAny(['\r', '\n'], position));
            if (remaining < nextLine - content)
            {
                return Plain(text, content, remaining);
            }

            remaining -= nextLine - content;
            position = nextLine;
        }
    }

    private static int LineStart(string text, int position) => text.LastIndexOf('\n', position - 1) + 1;

    private static int QuoteCount(string text, int start)
    {
        int count = 0;
        while (start + count < text.Length && text[start + count] == '"')
        {
            count++;
        }

        return count;
    }

    private static int HexDigits(string text, int start)
    {
        int count = 0;
        while (count < 4 && Uri.IsHexDigit(text[start + count]))
        {
            count++;
        }

        return count;
    }
}
