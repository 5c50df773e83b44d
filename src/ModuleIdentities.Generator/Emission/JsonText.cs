using System.Globalization;
using System.Text;

namespace ModuleIdentities.Generator.Emission;

/// <summary>Writes JSON in indented lines, for people.</summary>
internal sealed class JsonText
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isFirst = true;

    /// <summary>Begins an object or an array.</summary>
    /// <param name="bracket">How it begins.</param>
    /// <param name="name">The name of the member that it is the value of; <see langword="null"/> for an element of an array.</param>
    public void Open(char bracket, string? name = null)
    {
        BeginItem(name);
        _text.Append(bracket);
        _depth++;
        _isFirst = true;
    }

    public void Close(char bracket)
    {
        _depth--;
        if (!_isFirst)
        {
            BeginLine();
        }

        _text.Append(bracket);
        _isFirst = false;
    }

    /// <summary>Writes a text; nothing when it is <see langword="null"/>.</summary>
    public void Write(string name, string? value)
    {
        if (value is not null)
        {
            WriteLiteral(name, Quote(value));
        }
    }

    /// <summary>Writes several texts in one line.</summary>
    public void Write(string name, params string[] values) => WriteLiteral(name, $"[{string.Join(", ", values.Select(Quote))}]");

    /// <summary>Writes a value that is JSON already.</summary>
    public void WriteLiteral(string name, string value)
    {
        BeginItem(name);
        _text.Append(value);
    }

    public override string ToString() => _text.ToString();

    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool isPair = i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]);
            if (c is '"' or '\\')
            {
                quoted.Append('\\').Append(c);
            }
            else if (isPair)
            {
                quoted.Append(c).Append(text[++i]);
            }
            else if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029')
            {
                quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                quoted.Append(c);
            }
        }

        return quoted.Append('"').ToString();
    }

    private void BeginItem(string? name)
    {
        if (!_isFirst)
        {
            _text.Append(',');
        }

        if (_depth > 0)
        {
            BeginLine();
        }

        _isFirst = false;
        if (name is not null)
        {
            _text.Append(Quote(name)).Append(": ");
        }
    }

    private void BeginLine() => _text.Append('\n').Append(' ', _depth * 2);
}
