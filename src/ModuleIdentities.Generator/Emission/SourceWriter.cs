using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace ModuleIdentities.Generator.Emission;

/// <summary>Writes indented lines. Takes nothing but text, so that no number or date can meet the machine's culture.</summary>
internal sealed class SourceWriter
{
    private const int IndentSize = 4;
    private readonly StringBuilder _text = new(capacity: 4096);
    private int _indent;

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

    public SourceText ToSourceText() => SourceText.From(_text.ToString(), Encoding.UTF8);

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
    }
}
