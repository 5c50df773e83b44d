using System.Text.Json;

namespace ModuleIdentities.Emulator.Service.Queries;

/// <summary>A query that was understood.</summary>
internal sealed class TwinQuery
{
    private readonly IReadOnlyList<SelectedColumn>? _columns;
    private readonly QueryExpression? _condition;
    private readonly IReadOnlyList<PropertyPath> _groups;

    private TwinQuery(int? top, IReadOnlyList<SelectedColumn>? columns, bool ofModules, QueryExpression? condition, IReadOnlyList<PropertyPath>? groups)
    {
        Top = top;
        IsOfModules = ofModules;
        Aggregates = groups is not null || (columns?.Any(column => column.Path is null) ?? false);
        _columns = columns;
        _condition = condition;
        _groups = groups ?? [];
    }

    /// <summary>The most results that are wanted; null for all.</summary>
    public int? Top { get; }

    /// <summary>Whether module twins are searched, and not device twins.</summary>
    public bool IsOfModules { get; }

    /// <summary>Whether whole twins are the result.</summary>
    public bool SelectsTwins => _columns is null;

    /// <summary>Whether the result counts, and so needs every twin before its first row.</summary>
    public bool Aggregates { get; }

    /// <exception cref="HubRefusedException">It groups, and a column is neither in the groups nor a count.</exception>
    public static TwinQuery Create(
        int? top, IReadOnlyList<SelectedColumn>? columns, bool ofModules, QueryExpression? condition, IReadOnlyList<PropertyPath>? groups)
    {
        TwinQuery query = new(top, columns, ofModules, condition, groups);
        if (query.Aggregates && columns?.All(column => column.Path is null || query.IsGrouped(column.Path)) != true)
        {
            throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "The query selects a property that is neither in GROUP BY nor in COUNT().");
        }

        return query;
    }

    public bool Selects(JsonElement twin) => _condition?.IsTrueFor(twin) ?? true;

    /// <summary>Writes the row of one twin, for a query that does not count.</summary>
    public void Write(Utf8JsonWriter writer, JsonElement twin)
    {
        if (_columns is null)
        {
            twin.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (SelectedColumn column in _columns)
        {
            WriteProperty(writer, column.Name, column.Path!.Find(twin));
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the rows of a query that counts; without groups there is one row, be it of no twin.</summary>
    public void WriteCounts(Utf8JsonWriter writer, IEnumerable<JsonElement> selected)
    {
        List<(JsonElement Twin, int Count)> groups = [.. selected
            .GroupBy(twin => string.Join('\n', _groups.Select(path => path.Find(twin) is { ValueKind: not JsonValueKind.Undefined } value ? value.GetRawText() : "")))
            .Select(group => (group.First(), group.Count()))];
        if (groups.Count == 0 && _groups.Count == 0)
        {
            groups.Add((default, 0));
        }

        foreach ((JsonElement twin, int count) in groups.Take(Top ?? int.MaxValue))
        {
            writer.WriteStartObject();
            foreach (SelectedColumn column in _columns!)
            {
                if (column.Path is null)
                {
                    writer.WriteNumber(column.Name, count);
                }
                else
                {
                    WriteProperty(writer, column.Name, column.Path.Find(twin));
                }
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteProperty(Utf8JsonWriter writer, string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Undefined)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    private bool IsGrouped(PropertyPath path) => _groups.Any(group => group.Names.SequenceEqual(path.Names));
}
