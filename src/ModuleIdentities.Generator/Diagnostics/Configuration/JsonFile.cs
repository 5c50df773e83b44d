using Microsoft.CodeAnalysis.Text;

namespace ModuleIdentities.Generator.Diagnostics.Configuration;

/// <summary>
/// A configuration file, read as .NET reads it: JSON with comments and trailing commas, with an object at its root. An own reader, because analyzers
/// can bring no library along, and because a diagnostic needs the place of each value.
/// </summary>
internal sealed class JsonFile
{
    // System.Text.Json refuses more.
    private const int MaximumDepth = 64;

    private readonly JsonScanner _scanner;
    private int _depth;

    private JsonFile(string text) => _scanner = new JsonScanner(text);

    /// <summary>The root, or <see langword="null"/> when the text is no JSON.</summary>
    public JsonNode? Root { get; private set; }

    /// <summary>The first characters that cannot be.</summary>
    public TextSpan? Fault { get; private set; }

    public static JsonFile Read(string text)
    {
        JsonFile file = new(text);
        try
        {
            file.Root = file.ReadRoot();
        }
        catch (JsonFaultException exception)
        {
            file.Fault = exception.Span;
        }

        return file;
    }

    private JsonNode ReadRoot()
    {
        _scanner.SkipSpace();
        JsonNode root = _scanner.Current == '{' ? ReadValue() : throw _scanner.Unexpected();
        _scanner.SkipSpace();
        return _scanner.IsAtEnd ? root : throw _scanner.Unexpected();
    }

    private JsonNode ReadValue()
    {
        int start = _scanner.Position;
        switch (_scanner.Current)
        {
            case '{':
                return new JsonNode(JsonKind.Object, default) { Members = ReadList('}', ReadMember) } with { Span = From(start) };
            case '[':
                return new JsonNode(JsonKind.Array, default) { Items = ReadList(']', ReadValue) } with { Span = From(start) };
            case '"':
                string text = _scanner.TakeString();
                return new JsonNode(JsonKind.String, From(start), text);
            case '-' or (>= '0' and <= '9'):
                string number = _scanner.TakeNumber();
                return new JsonNode(JsonKind.Number, From(start), number);
            default:
                return ReadWord("true", JsonKind.Boolean) ?? ReadWord("false", JsonKind.Boolean) ?? ReadWord("null", JsonKind.Null)
                    ?? throw _scanner.Unexpected();
        }
    }

    private JsonNode? ReadWord(string word, JsonKind kind)
    {
        int start = _scanner.Position;
        return _scanner.TryTake(word) ? new JsonNode(kind, From(start), word) : null;
    }

    private JsonMember ReadMember()
    {
        int start = _scanner.Position;
        string name = _scanner.Current == '"' ? _scanner.TakeString() : throw _scanner.Unexpected();
        TextSpan span = From(start);
        // System.Text.Json takes no comment here.
        _scanner.SkipBlanks();
        Expect(':');
        _scanner.SkipSpace();
        return new JsonMember(name, span, ReadValue());
    }

    private List<TItem> ReadList<TItem>(char end, Func<TItem> readItem)
    {
        if (++_depth > MaximumDepth)
        {
            throw _scanner.Unexpected();
        }

        _scanner.TryTake(_scanner.Current);
        List<TItem> items = [];
        _scanner.SkipSpace();
        while (!_scanner.TryTake(end))
        {
            items.Add(readItem());
            _scanner.SkipSpace();
            if (_scanner.Current != end)
            {
                Expect(',');
                _scanner.SkipSpace();
            }
        }

        _depth--;
        return items;
    }

    private void Expect(char token)
    {
        if (!_scanner.TryTake(token))
        {
            throw _scanner.Unexpected();
        }
    }

    private TextSpan From(int start) => TextSpan.FromBounds(start, _scanner.Position);
}
