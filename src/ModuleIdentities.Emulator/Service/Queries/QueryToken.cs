namespace ModuleIdentities.Emulator.Service.Queries;

/// <summary>A word, constant or sign of a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its meaning: a name without its brackets, a text without its quotes, a number or sign as written.</param>
/// <param name="Position">Where it begins, from 1.</param>
internal readonly record struct QueryToken(QueryTokenKind Kind, string Text, int Position)
{
    public bool IsSign(string sign) => Kind == QueryTokenKind.Sign && Text == sign;

    /// <summary>Keywords are known in any case; a name in brackets is never one.</summary>
    public bool IsKeyword(string keyword) => Kind == QueryTokenKind.Word && string.Equals(Text, keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>As an error message shows it.</summary>
    public override string ToString() => Kind == QueryTokenKind.End ? "the end" : $"'{Text}'";
}

internal enum QueryTokenKind
{
    Word,
    BracketedName,
    Text,
    Number,
    Sign,
    End,
}
