using System.Text.Json;

namespace ModuleIdentities.Emulator.Service.Queries;

/// <summary>A part of a condition. What is not there, or cannot be compared, is <see cref="JsonValueKind.Undefined"/>, and selects no twin.</summary>
internal abstract record QueryExpression
{
    public abstract JsonElement Evaluate(JsonElement twin);

    public bool IsTrueFor(JsonElement twin) => Evaluate(twin).ValueKind == JsonValueKind.True;
}

internal sealed record ConstantExpression(JsonElement Value) : QueryExpression
{
    public override JsonElement Evaluate(JsonElement twin) => Value;
}

internal sealed record PropertyExpression(PropertyPath Path) : QueryExpression
{
    public override JsonElement Evaluate(JsonElement twin) => Path.Find(twin);
}

internal sealed record NotExpression(QueryExpression Operand) : QueryExpression
{
    public override JsonElement Evaluate(JsonElement twin) => Operand.Evaluate(twin).ValueKind switch
    {
        JsonValueKind.True => QueryValues.False,
        JsonValueKind.False => QueryValues.True,
        _ => default,
    };
}

internal sealed record AndExpression(QueryExpression Left, QueryExpression Right) : QueryExpression
{
    public override JsonElement Evaluate(JsonElement twin)
    {
        JsonValueKind left = Left.Evaluate(twin).ValueKind;
        if (left == JsonValueKind.False)
        {
            return QueryValues.False;
        }

        JsonElement right = Right.Evaluate(twin);
        return right.ValueKind == JsonValueKind.False || (left == JsonValueKind.True && right.ValueKind == JsonValueKind.True) ? right : default;
    }
}

internal sealed record OrExpression(QueryExpression Left, QueryExpression Right) : QueryExpression
{
    public override JsonElement Evaluate(JsonElement twin)
    {
        JsonValueKind left = Left.Evaluate(twin).ValueKind;
        if (left == JsonValueKind.True)
        {
            return QueryValues.True;
        }

        JsonElement right = Right.Evaluate(twin);
        return right.ValueKind == JsonValueKind.True || (left == JsonValueKind.False && right.ValueKind == JsonValueKind.False) ? right : default;
    }
}

internal sealed record ComparisonExpression(Comparison Comparison, QueryExpression Left, QueryExpression Right) : QueryExpression
{
    public static Comparison? Of(string sign) => sign switch
    {
        "=" => Queries.Comparison.Equal,
        "!=" or "<>" => Queries.Comparison.NotEqual,
        "<" => Queries.Comparison.Less,
        "<=" => Queries.Comparison.LessOrEqual,
        ">" => Queries.Comparison.Greater,
        ">=" => Queries.Comparison.GreaterOrEqual,
        _ => null,
    };

    public override JsonElement Evaluate(JsonElement twin)
    {
        JsonElement left = Left.Evaluate(twin);
        JsonElement right = Right.Evaluate(twin);
        if (left.ValueKind == JsonValueKind.Undefined || right.ValueKind == JsonValueKind.Undefined)
        {
            return default;
        }

        if (Comparison is Comparison.Equal or Comparison.NotEqual)
        {
            return QueryValues.Of(QueryValues.AreEqual(left, right) == (Comparison == Comparison.Equal));
        }

        return QueryValues.Order(left, right) is not { } order ? default : QueryValues.Of(Comparison switch
        {
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        });
    }
}

internal enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

internal sealed record MembershipExpression(QueryExpression Operand, IReadOnlyList<ConstantExpression> Members, bool IsNegated) : QueryExpression
{
    public override JsonElement Evaluate(JsonElement twin)
    {
        JsonElement value = Operand.Evaluate(twin);
        return value.ValueKind == JsonValueKind.Undefined
            ? default
            : QueryValues.Of(Members.Any(member => QueryValues.AreEqual(value, member.Value)) != IsNegated);
    }
}

internal sealed record DefinedExpression(QueryExpression Operand) : QueryExpression
{
    public override JsonElement Evaluate(JsonElement twin) => QueryValues.Of(Operand.Evaluate(twin).ValueKind != JsonValueKind.Undefined);
}

internal sealed record AffixExpression(QueryExpression Operand, QueryExpression Affix, bool IsPrefix) : QueryExpression
{
    public override JsonElement Evaluate(JsonElement twin)
    {
        JsonElement value = Operand.Evaluate(twin);
        JsonElement affix = Affix.Evaluate(twin);
        if (value.ValueKind != JsonValueKind.String || affix.ValueKind != JsonValueKind.String)
        {
            return default;
        }

        (string text, string part) = (value.GetString()!, affix.GetString()!);
        return QueryValues.Of(IsPrefix ? text.StartsWith(part, StringComparison.Ordinal) : text.EndsWith(part, StringComparison.Ordinal));
    }
}
