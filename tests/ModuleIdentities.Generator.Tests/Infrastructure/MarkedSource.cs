using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>Source in which <c>{|MID0001:text|}</c> marks where a diagnostic is expected.</summary>
/// <param name="Text">The source without marks.</param>
/// <param name="Spans">The expected diagnostics in the order in which they open.</param>
internal sealed record MarkedSource(string Text, IReadOnlyList<(string Id, TextSpan Span)> Spans)
{
    public static MarkedSource Parse(string marked)
    {
        StringBuilder text = new();
        List<(string Id, TextSpan Span)> spans = [];
        Stack<(int Index, int Start)> open = [];
        for (int i = 0; i < marked.Length; i++)
        {
            if (marked.AsSpan(i).StartsWith("{|MID", StringComparison.Ordinal))
            {
                int colon = marked.IndexOf(':', i);
                open.Push((spans.Count, text.Length));
                spans.Add((marked[(i + 2)..colon], default));
                i = colon;
            }
            else if (open.Count > 0 && marked.AsSpan(i).StartsWith("|}", StringComparison.Ordinal))
            {
                (int index, int start) = open.Pop();
                spans[index] = (spans[index].Id, TextSpan.FromBounds(start, text.Length));
                i++;
            }
            else
            {
                text.Append(marked[i]);
            }
        }

        return new MarkedSource(text.ToString(), spans);
    }
}
