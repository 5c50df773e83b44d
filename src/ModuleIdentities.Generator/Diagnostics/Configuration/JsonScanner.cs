using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace ModuleIdentities.Generator.Diagnostics.Configuration;

/// <summary>The tokens of a JSON text (RFC 8259), between which comments may stand, as .NET's configuration allows.</summary>
internal sealed class JsonScanner(string text)
{
    /// <summary>Where the next token starts, after <see cref="SkipSpace"/>.</summary>
    public int Position { get; private set; }

    public bool IsAtEnd => Position >= text.Length;

    public char Current => IsAtEnd ? '\0' : text[Position];

    /// <summary>Skips white space.</summary>
    public void SkipBlanks()
    {
        while (Current is ' ' or '\t' or '\r' or '\n')
        {
            Position++;
        }
    }

    /// <summary>Skips white space and comments.</summary>
    public void SkipSpace()
    {
        while (true)
        {
            SkipBlanks();
            if (StartsWith("//"))
            {
                int end = text.IndexOfAny(['\r', '\n'], Position);
                Position = end < 0 ? text.Length : end;
            }
            else if (StartsWith("/*"))
            {
                int end = text.IndexOf("*/", Position + 2, StringComparison.Ordinal);
                Position = end < 0 ? throw Fault(Position, 2) : end + 2;
            }
            else
            {
                return;
            }
        }
    }

    public bool TryTake(char token)
    {
        if (IsAtEnd || Current != token)
        {
            return false;
        }

        Position++;
        return true;
    }

    public bool TryTake(string word)
    {
        if (!StartsWith(word))
        {
            return false;
        }

        Position += word.Length;
        return true;
    }

    /// <summary>Reads a string with its quotes.</summary>
    /// <returns>Its value.</returns>
    public string TakeString()
    {
        StringBuilder value = new();
        Position++;
        while (true)
        {
            switch (Current)
            {
                case '"' when !IsAtEnd:
                    Position++;
                    return value.ToString();
                case '\\':
                    value.Append(TakeEscape());
                    break;
                // The end of the text among them.
                case < ' ':
                    throw Fault(Position, IsAtEnd ? 0 : 1);
                default:
                    value.Append(text[Position++]);
                    break;
            }
        }
    }

    /// <summary>Reads a number.</summary>
    /// <returns>What is written.</returns>
    public string TakeNumber()
    {
        int start = Position;
        TryTake('-');
        if (!TryTake('0'))
        {
            TakeDigits();
        }

        if (TryTake('.'))
        {
            TakeDigits();
        }

        if (TryTake('e') || TryTake('E'))
        {
            _ = TryTake('+') || TryTake('-');
            TakeDigits();
        }

        return text.Substring(start, Position - start);
    }

    /// <summary>Says that the text is no JSON from here.</summary>
    public JsonFaultException Unexpected() => Fault(Position, IsAtEnd ? 0 : 1);

    private char TakeEscape()
    {
        int start = Position++;
        char kind = Current;
        Position++;
        switch (kind)
        {
            case '"' or '\\' or '/':
                return kind;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when Position + 4 <= text.Length && text.Substring(Position, 4) is var digits && digits.All(Uri.IsHexDigit):
                Position += 4;
                return (char)int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            default:
                throw Fault(start, 1);
        }
    }

    private void TakeDigits()
    {
        int start = Position;
        while (Current is >= '0' and <= '9')
        {
            Position++;
        }

        if (Position == start)
        {
            throw Unexpected();
        }
    }

    private bool StartsWith(string word) => string.CompareOrdinal(text, Position, word, 0, word.Length) == 0;

    private static JsonFaultException Fault(int start, int length) => new(new TextSpan(start, length));
}
