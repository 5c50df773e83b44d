using System.Globalization;

namespace ModuleIdentities.Emulator.Service.Queries;

/// <summary>
/// Reads the part of IoT Hub's query language that twins are searched with (learn.microsoft.com, "IoT Hub query language for device and module
/// twins"): <c>SELECT</c> of everything, of properties or of <c>COUNT()</c>, <c>TOP</c>, <c>FROM devices</c> or <c>devices.modules</c>,
/// <c>WHERE</c>, <c>GROUP BY</c>. Anything else is refused with its position.
/// </summary>
internal sealed class QueryParser
{
    private const int LongestQuery = 32 * 1024;

    private readonly IReadOnlyList<QueryToken> _tokens;
    private readonly string? _alias;
    private int _next;

    private QueryParser(IReadOnlyList<QueryToken> tokens)
    {
        _tokens = tokens;
        _alias = FindAlias();
    }

    /// <exception cref="HubRefusedException">The query is not understood.</exception>
    public static TwinQuery Parse(string text)
    {
        if (text.Length > LongestQuery)
        {
            throw new HubRefusedException(HubErrorCode.ArgumentInvalid, $"The query is longer than {LongestQuery} characters.");
        }

        return new QueryParser(QueryLexer.Read(text)).ReadQuery();
    }

    public static HubRefusedException Refusal(int position, string what) =>
        new(HubErrorCode.ArgumentInvalid, $"The query is not understood at position {position.ToString(CultureInfo.InvariantCulture)}: {what}.");

    internal QueryToken Current => _tokens[_next];

    internal QueryToken Take()
    {
        QueryToken token = Current;
        if (token.Kind != QueryTokenKind.End)
        {
            _next++;
        }

        return token;
    }

    internal bool TryTakeSign(string sign)
    {
        bool found = Current.IsSign(sign);
        _next += found ? 1 : 0;
        return found;
    }

    internal bool TryTakeKeyword(string keyword)
    {
        bool found = Current.IsKeyword(keyword);
        _next += found ? 1 : 0;
        return found;
    }

    internal void Require(bool found, string expected)
    {
        if (!found)
        {
            throw Refusal(Current.Position, $"{expected} was expected, not {Current}");
        }
    }

    /// <summary>Reads <c>a.b.[[c d]]</c>, without the alias of the collection in front.</summary>
    internal PropertyPath ReadPath()
    {
        List<string> names = [];
        do
        {
            Require(Current.Kind is QueryTokenKind.Word or QueryTokenKind.BracketedName, "the name of a property");
            names.Add(Take().Text);
        }
        while (TryTakeSign("."));
        return new PropertyPath(names.Count > 1 && names[0] == _alias ? [.. names[1..]] : [.. names]);
    }

    private TwinQuery ReadQuery()
    {
        Require(TryTakeKeyword("SELECT"), "SELECT");
        int? top = TryTakeKeyword("TOP") ? ReadTop() : null;
        IReadOnlyList<SelectedColumn>? columns = TryTakeSign("*") ? null : ReadColumns();
        Require(TryTakeKeyword("FROM"), "FROM");
        Require(TryTakeKeyword("devices"), "devices or devices.modules");
        bool ofModules = TryTakeSign(".");
        Require(!ofModules || TryTakeKeyword("modules"), "modules");
        ReadAlias();
        QueryExpression? condition = TryTakeKeyword("WHERE") ? ConditionParser.Read(this) : null;
        IReadOnlyList<PropertyPath>? groups = ReadGroups();
        Require(Current.Kind == QueryTokenKind.End, "the end of the query");
        return TwinQuery.Create(top, columns, ofModules, condition, groups);
    }

    private int ReadTop()
    {
        QueryToken token = Take();
        return token.Kind == QueryTokenKind.Number && int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int top) && top > 0
            ? top
            : throw Refusal(token.Position, $"a count of results was expected, not {token}");
    }

    private List<SelectedColumn> ReadColumns()
    {
        List<SelectedColumn> columns = [];
        do
        {
            PropertyPath? path = null;
            if (TryTakeKeyword("COUNT"))
            {
                Require(TryTakeSign("(") && TryTakeSign(")"), "COUNT() without anything in its parentheses");
            }
            else
            {
                path = ReadPath();
                Require(!Current.IsSign("("), "no function but COUNT()");
            }

            string? name = TryTakeKeyword("AS") ? ReadPath().Names[^1] : path?.Names[^1];
            columns.Add(new SelectedColumn(name ?? $"${columns.Count + 1}", path));
        }
        while (TryTakeSign(","));
        return columns;
    }

    private string? ReadAlias()
    {
        bool isNamed = TryTakeKeyword("AS");
        bool isAlias = Current.Kind == QueryTokenKind.Word && !Current.IsKeyword("WHERE") && !Current.IsKeyword("GROUP");
        Require(isAlias || !isNamed, "an alias");
        return isAlias ? Take().Text : null;
    }

    /// <summary>The columns, which come first, may use the alias already.</summary>
    private string? FindAlias()
    {
        while (Current.Kind != QueryTokenKind.End && !TryTakeKeyword("FROM"))
        {
            _next++;
        }

        string? alias = TryTakeKeyword("devices") && (!TryTakeSign(".") || TryTakeKeyword("modules")) ? ReadAlias() : null;
        _next = 0;
        return alias;
    }

    private List<PropertyPath>? ReadGroups()
    {
        if (!TryTakeKeyword("GROUP"))
        {
            return null;
        }

        Require(TryTakeKeyword("BY"), "BY");
        List<PropertyPath> groups = [];
        do
        {
            groups.Add(ReadPath());
        }
        while (TryTakeSign(","));
        return groups;
    }
}
