using System.Globalization;
using System.Text.Json;

namespace ModuleIdentities.Benchmarks.Instructions;

/// <summary>How many instructions one turn of each path takes, and what that holds for.</summary>
/// <param name="Paths">The counts, by the name of the path.</param>
/// <param name="Facts">What else moves them, by its name: where one differs, two counts say nothing about the code.</param>
internal sealed record InstructionCounts(IReadOnlyDictionary<string, double> Paths, IReadOnlyDictionary<string, string> Facts)
{
    public const string Title = "Instructions of one turn";
    public const string FactsTitle = "What the counts hold for";
    public const string PathColumn = "path";
    public const string CountColumn = "instructions";

    /// <summary>Reads a run that is kept.</summary>
    /// <param name="json">The JSON of its report. One that says no facts has none.</param>
    public static InstructionCounts Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        Dictionary<string, double> paths = [];
        Dictionary<string, string> facts = [];
        foreach (JsonElement table in document.RootElement.GetProperty("Tables").EnumerateArray())
        {
            bool isOfFacts = table.GetProperty("Title").GetString() == FactsTitle;
            int column = isOfFacts ? 1 : table.GetProperty("Columns").EnumerateArray().TakeWhile(each => each.GetString() != CountColumn).Count();
            foreach (JsonElement row in table.GetProperty("Rows").EnumerateArray())
            {
                string name = row[0].GetString()!;
                string value = row[column].GetString()!;
                if (isOfFacts)
                {
                    facts[name] = value;
                }
                else if (double.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out double count))
                {
                    paths[name] = count;
                }
            }
        }

        return new InstructionCounts(paths, facts);
    }

    public ReportTable FactsTable() => new(FactsTitle, ["what", "value"], [.. Facts.Select(fact => (string[])[fact.Key, fact.Value])]);

    public ReportTable PathsTable() => new(Title, [PathColumn, CountColumn], [.. Paths.Select(path => (string[])[path.Key, path.Value.ToString("#,0", CultureInfo.InvariantCulture)])]);
}
