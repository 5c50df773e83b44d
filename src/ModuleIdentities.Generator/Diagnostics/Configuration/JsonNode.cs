using Microsoft.CodeAnalysis.Text;

namespace ModuleIdentities.Generator.Diagnostics.Configuration;

/// <summary>A value of a JSON file, with the place where it is written.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Its characters, quotes and braces included.</param>
/// <param name="Text">Of a string its value, of a number or a literal what is written; otherwise empty.</param>
internal sealed record JsonNode(JsonKind Kind, TextSpan Span, string Text = "")
{
    /// <summary>The members of an object in the order of the file.</summary>
    public IReadOnlyList<JsonMember> Members { get; init; } = [];

    /// <summary>The elements of an array.</summary>
    public IReadOnlyList<JsonNode> Items { get; init; } = [];
}

/// <summary>A member of a JSON object.</summary>
/// <param name="Name">Its name, unescaped.</param>
/// <param name="NameSpan">The name's characters, quotes included.</param>
/// <param name="Value">Its value.</param>
internal sealed record JsonMember(string Name, TextSpan NameSpan, JsonNode Value);

/// <summary>What a JSON value is.</summary>
internal enum JsonKind
{
    Object,
    Array,
    String,
    Number,
    Boolean,
    Null,
}
