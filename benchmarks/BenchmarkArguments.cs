using System.Globalization;

namespace ModuleIdentities.Benchmarks;

/// <summary>The words after a benchmark's name: <c>--name value</c>, or <c>--name</c> alone.</summary>
internal sealed class BenchmarkArguments(string[] words)
{
    public string CommandLine { get; } = string.Join(' ', words);

    public bool Has(string name) => words.Contains(name);

    public string? Text(string name)
    {
        int index = Array.IndexOf(words, name);
        return index >= 0 && index + 1 < words.Length ? words[index + 1] : null;
    }

    public int Number(string name, int otherwise) =>
        Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public string[] List(string name, params string[] otherwise) =>
        Text(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? otherwise;
}
