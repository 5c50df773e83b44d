using System.Globalization;
using System.Text;

namespace ModuleIdentities.Emulator.Service.Queries;

/// <summary>Cuts a query into tokens.</summary>
internal static class QueryLexer
{
    private static readonly string[] Signs = ["!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ",", ".", "*"];

    /// <exception cref="HubRefusedException">A character begins no token, or a text or name does not end.</exception>
    public static IReadOnlyList<QueryToken> Read(string query)
    {
        List<QueryToken> tokens = [];
        int at = 0;
        while (true)
        {
            while (at < query.Length && char.IsWhiteSpace(query[at]))
            {
                at++;
            }

            if (at == query.Length)
            {
                tokens.Add(new QueryToken(QueryTokenKind.End, "", at + 1));
                return tokens;
            }

            tokens.Add(Next(query, ref at));
        }
    }

    private static QueryToken Next(string query, ref int at)
    {
        int start = at;
        char first = query[at];
        if (first is '\'' or '"')
        {
            return new QueryToken(QueryTokenKind.Text, ReadText(query, ref at), start + 1);
        }

        if (first == '[' && start + 1 < query.Length && query[start + 1] == '[')
        {
            int end = query.IndexOf("]]", start, StringComparison.Ordinal);
            if (end < 0)
            {
                throw Refusal(start + 1, "'[[' without ']]'");
            }

            at = end + 2;
            return new QueryToken(QueryTokenKind.BracketedName, query[(start + 2)..end], start + 1);
        }

        if (char.IsAsciiLetter(first) || first is '_' or '$')
        {
            at = Skip(query, at, c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$');
            return new QueryToken(QueryTokenKind.Word, query[start..at], start + 1);
        }

        if (char.IsAsciiDigit(first) || first == '-')
        {
            at = Skip(query, at + 1, c => char.IsAsciiLetterOrDigit(c) || c == '.');
            string number = query[start..at];
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                ? new QueryToken(QueryTokenKind.Number, number, start + 1)
                : throw Refusal(start + 1, $"'{number}' is no number");
        }

        foreach (string sign in Signs)
        {
            if (string.CompareOrdinal(query, start, sign, 0, sign.Length) == 0)
            {
                at += sign.Length;
                return new QueryToken(QueryTokenKind.Sign, sign, start + 1);
            }
        }

        throw Refusal(start + 1, $"'{first}' has no meaning here");
    }

    /// <summary>Reads up to the closing quote; a quote inside is written twice.</summary>
    private static string ReadText(string query, ref int at)
    {
        int start = at;
        char quote = query[at++];
        StringBuilder text = new();
        while (at < query.Length)
        {
            char c = query[at++];
            if (c != quote)
            {
                text.Append(c);
            }
            else if (at < query.Length && query[at] == quote)
            {
                text.Append(quote);
                at++;
            }
            else
            {
                return text.ToString();
            }
        }

        throw Refusal(start + 1, "a text that does not end");
    }

    private static int Skip(string query, int at, Func<char, bool> isPart)
    {
        while (at < query.Length && isPart(query[at]))
        {
            at++;
        }

        return at;
    }

    private static HubRefusedException Refusal(int position, string what) => QueryParser.Refusal(position, what);
}
