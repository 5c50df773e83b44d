using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace ModuleIdentities.Generator.Emission;

/// <summary>Writes indented lines. Takes nothing but text, so that no number or date can meet the machine's culture.</summary>
internal sealed class SourceWriter
{
    private const int IndentSize = 4;
    private const int Capacity = 4096;

    [ThreadStatic]
    private static StringBuilder? _spare;

    private readonly StringBuilder _text;
    private int _indent;

    public SourceWriter()
    {
        _text = _spare ?? new StringBuilder(Capacity);
        _spare = null;
    }

    public void WriteLine() => _text.Append('\n');

    public void WriteLine(string line)
    {
        _text.Append(' ', _indent);
        _text.Append(line);
        _text.Append('\n');
    }

    public void WriteLine([InterpolatedStringHandlerArgument("")] ref LineHandler line)
    {
        _ = line;
        _text.Append('\n');
    }

    public void OpenBlock()
    {
        WriteLine("{");
        Indent();
    }

    public void CloseBlock(string end = "}")
    {
        Unindent();
        WriteLine(end);
    }

    public void Indent() => _indent += IndentSize;

    public void Unindent() => _indent -= IndentSize;

    /// <summary>What has been written, after which nothing more is: the buffer goes to the next writer.</summary>
    public SourceText ToSourceText()
    {
        SourceText text = SourceText.From(_text.ToString(), Encoding.UTF8);
        if (_text.Capacity <= 4 * Capacity)
        {
            _spare = _text.Clear();
        }

        return text;
    }

    /// <summary>Appends the pieces of an interpolated string to the writer, without making the string.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct LineHandler
    {
        private readonly StringBuilder _text;

        public LineHandler(int literalLength, int formattedCount, SourceWriter writer)
        {
            _ = literalLength;
            _ = formattedCount;
            _text = writer._text;
            _text.Append(' ', writer._indent);
        }

        public void AppendLiteral(string value) => _text.Append(value);

        public void AppendFormatted(string value) => _text.Append(value);

        public void AppendFormatted(ParameterList value) => value.AppendTo(_text);
    }
}
