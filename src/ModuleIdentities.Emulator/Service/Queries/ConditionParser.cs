using System.Text.Json;

namespace ModuleIdentities.Emulator.Service.Queries;

/// <summary>Reads what stands behind <c>WHERE</c>: <c>OR</c> binds loosest, then <c>AND</c>, then <c>NOT</c>.</summary>
internal sealed class ConditionParser
{
    private const int Deepest = 64;

    private readonly QueryParser _tokens;
    private int _depth;

    private ConditionParser(QueryParser tokens) => _tokens = tokens;

    /// <exception cref="HubRefusedException">The condition is not understood, or nested too deeply.</exception>
    public static QueryExpression Read(QueryParser tokens) => new ConditionParser(tokens).ReadOr();

    private QueryExpression ReadOr()
    {
        QueryExpression left = ReadAnd();
        while (_tokens.TryTakeKeyword("OR"))
        {
            left = new OrExpression(left, ReadAnd());
        }

        return left;
    }

    private QueryExpression ReadAnd()
    {
        QueryExpression left = ReadNot();
        while (_tokens.TryTakeKeyword("AND"))
        {
            left = new AndExpression(left, ReadNot());
        }

        return left;
    }

    private QueryExpression ReadNot() => Nest(() => _tokens.TryTakeKeyword("NOT") ? new NotExpression(ReadNot()) : ReadComparison());

    private QueryExpression Nest(Func<QueryExpression> read)
    {
        if (++_depth > Deepest)
        {
            throw QueryParser.Refusal(_tokens.Current.Position, $"more than {Deepest} levels of parentheses, functions and NOT");
        }

        QueryExpression inner = read();
        _depth--;
        return inner;
    }

    private QueryExpression ReadComparison()
    {
        QueryExpression left = ReadOperand();
        QueryToken token = _tokens.Current;
        if (token.Kind == QueryTokenKind.Sign && ComparisonExpression.Of(token.Text) is { } comparison)
        {
            _tokens.Take();
            return new ComparisonExpression(comparison, left, ReadOperand());
        }

        bool isNegated = token.IsKeyword("NIN");
        if (isNegated || token.IsKeyword("IN"))
        {
            _tokens.Take();
            return new MembershipExpression(left, ReadList(), isNegated);
        }

        return left;
    }

    private QueryExpression ReadOperand()
    {
        QueryToken token = _tokens.Current;
        if (_tokens.TryTakeSign("("))
        {
            QueryExpression inner = ReadOr();
            _tokens.Require(_tokens.TryTakeSign(")"), "')'");
            return inner;
        }

        if (ReadConstant() is { } constant)
        {
            return constant;
        }

        PropertyPath path = _tokens.ReadPath();
        return path.Names.Length == 1 && _tokens.TryTakeSign("(") ? ReadCall(token) : new PropertyExpression(path);
    }

    private ConstantExpression? ReadConstant()
    {
        QueryToken token = _tokens.Current;
        JsonElement? value = token.Kind switch
        {
            QueryTokenKind.Text => QueryValues.Of(token.Text),
            QueryTokenKind.Number => QueryValues.Of(double.Parse(token.Text, System.Globalization.CultureInfo.InvariantCulture)),
            _ when token.IsKeyword("true") => QueryValues.True,
            _ when token.IsKeyword("false") => QueryValues.False,
            _ when token.IsKeyword("null") => QueryValues.Null,
            _ => null,
        };
        if (value is not { } found)
        {
            return null;
        }

        _tokens.Take();
        return new ConstantExpression(found);
    }

    private QueryExpression ReadCall(QueryToken function)
    {
        QueryExpression first = Nest(ReadOperand);
        QueryExpression call = function.Text.ToUpperInvariant() switch
        {
            "IS_DEFINED" => new DefinedExpression(first),
            "STARTSWITH" or "STARTS_WITH" => new AffixExpression(first, ReadSecond(), IsPrefix: true),
            "ENDSWITH" or "ENDS_WITH" => new AffixExpression(first, ReadSecond(), IsPrefix: false),
            _ => throw QueryParser.Refusal(function.Position, $"the function {function} is not modelled"),
        };
        _tokens.Require(_tokens.TryTakeSign(")"), "')'");
        return call;
    }

    private QueryExpression ReadSecond()
    {
        _tokens.Require(_tokens.TryTakeSign(","), "','");
        return Nest(ReadOperand);
    }

    private List<ConstantExpression> ReadList()
    {
        _tokens.Require(_tokens.TryTakeSign("["), "'['");
        List<ConstantExpression> members = [];
        do
        {
            ConstantExpression? member = ReadConstant();
            _tokens.Require(member is not null, "a constant");
            members.Add(member!);
        }
        while (_tokens.TryTakeSign(","));
        _tokens.Require(_tokens.TryTakeSign("]"), "']'");
        return members;
    }
}
