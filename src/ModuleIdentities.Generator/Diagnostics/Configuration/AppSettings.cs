using Microsoft.CodeAnalysis.Text;
using ModuleIdentities.Generator.Diagnostics.Secrets;

namespace ModuleIdentities.Generator.Diagnostics.Configuration;

/// <summary>What an <c>appsettings*.json</c> holds, each value under its configuration path.</summary>
internal sealed class AppSettings
{
    private readonly List<Entry> _entries = [];

    private AppSettings(JsonFile file)
    {
        Fault = file.Fault;
        if (file.Root is { } root)
        {
            AddMembers("", root);
        }
    }

    /// <summary>The first characters that are no JSON; then there are no entries.</summary>
    public TextSpan? Fault { get; }

    /// <summary>Every key of the file, in its order; a parent before its children.</summary>
    public IReadOnlyList<Entry> Entries => _entries;

    public static bool IsAppSettings(string path)
    {
        string name = Path.GetFileName(path);
        return name.StartsWith("appsettings", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the file is for the developer's machine alone.</summary>
    public static bool IsForDevelopment(string path) =>
        string.Equals(Path.GetFileName(path), "appsettings.Development.json", StringComparison.OrdinalIgnoreCase);

    public static AppSettings Read(string text) => new(JsonFile.Read(text));

    /// <summary>The first key at or under a path of our section that has a value.</summary>
    public Entry? Find(string path) => _entries.FirstOrDefault(entry =>
        entry.Value is { Kind: JsonKind.String or JsonKind.Number or JsonKind.Boolean, Text.Length: > 0 }
        && IsAt(entry.Path, SecretOptions.SectionName + ":" + path));

    private static bool IsAt(string entry, string path) =>
        entry.StartsWith(path, StringComparison.OrdinalIgnoreCase) && (entry.Length == path.Length || entry[path.Length] == ':');

    private void AddMembers(string parent, JsonNode node)
    {
        foreach (JsonMember member in node.Members)
        {
            string path = parent;
            int start = 0;
            // "A:B": 1 is { "A": { "B": 1 } }.
            string[] names = member.Name.Split(':');
            foreach (string name in names)
            {
                path = path.Length == 0 ? name : path + ":" + name;
                bool isLast = start + name.Length == member.Name.Length;
                TextSpan place = PlaceOf(member, start, name.Length);
                _entries.Add(new Entry(path, place, isLast ? member.Value : new JsonNode(JsonKind.Object, place)));
                start += name.Length + 1;
            }

            AddChildren(path, member.Value);
        }
    }

    private void AddChildren(string path, JsonNode node)
    {
        AddMembers(path, node);
        for (int i = 0; i < node.Items.Count; i++)
        {
            string item = path + ":" + i;
            _entries.Add(new Entry(item, node.Items[i].Span, node.Items[i]));
            AddChildren(item, node.Items[i]);
        }
    }

    // Inside the quotes, unless escapes make the characters hard to find.
    private static TextSpan PlaceOf(JsonMember member, int start, int length) =>
        member.NameSpan.Length == member.Name.Length + 2 ? new TextSpan(member.NameSpan.Start + 1 + start, length) : member.NameSpan;

    /// <summary>One key.</summary>
    /// <param name="Path">Its configuration path.</param>
    /// <param name="NameSpan">Where its last name is written.</param>
    /// <param name="Value">Its value.</param>
    public sealed record Entry(string Path, TextSpan NameSpan, JsonNode Value)
    {
        public string Name => SecretOptions.LastName(Path);
    }
}
