using System.Globalization;
using System.Text.Json;

namespace ModuleIdentities.Emulator.Service.Seeding;

/// <summary>Where the parts of a seed are in the text that it was read from.</summary>
internal sealed class SeedText
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly string _name;

    /// <param name="json">The text, which is JSON.</param>
    /// <param name="name">The name of the file.</param>
    /// <param name="folder">Where files are that it names.</param>
    /// <exception cref="SeedException">A list has a null in it.</exception>
    public SeedText(ReadOnlySpan<byte> json, string name, string folder)
    {
        _name = name;
        Folder = folder;
        Utf8JsonReader reader = new(json, SeedReader.Options);
        int line = 1;
        int read = 0;
        Stack<(string Path, int Index)> open = new();
        string path = "";
        while (reader.Read())
        {
            line += json[read..(int)reader.TokenStartIndex].Count((byte)'\n');
            read = (int)reader.TokenStartIndex;
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                string parent = open.Peek().Path;
                path = parent.Length == 0 ? reader.GetString()! : $"{parent}.{reader.GetString()}";
                continue;
            }

            bool isInList = open.TryPeek(out (string Path, int Index) list) && list.Index >= 0;
            if (isInList)
            {
                path = $"{list.Path}[{list.Index.ToString(CultureInfo.InvariantCulture)}]";
                open.Pop();
                open.Push(list with { Index = list.Index + 1 });
            }

            _lines[path] = line;
            if (isInList && reader.TokenType == JsonTokenType.Null)
            {
                throw new SeedException($"{Locate(path)}: It is null.");
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push((path, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
            }
        }
    }

    /// <summary>Where files are that it names.</summary>
    public string Folder { get; }

    /// <summary>The file, the line and the path of a part; of one that is not in the text, of what it would be in.</summary>
    public string Locate(string path)
    {
        string known = path;
        while (known.Length > 0 && !_lines.ContainsKey(known))
        {
            known = known[..Math.Max(0, known.LastIndexOfAny(['.', '[']))];
        }

        return $"{_name}({_lines.GetValueOrDefault(known, 1).ToString(CultureInfo.InvariantCulture)}): {path}";
    }
}
