namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>Guesses which name was meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate that takes the fewest edits, when that is a third of the name at most; letter case does not count.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        string? nearest = null;
        int smallest = Math.Max(2, name.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < smallest)
            {
                (nearest, smallest) = (candidate, distance);
            }
        }

        return nearest;
    }

    // Levenshtein's, with one row of the table.
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
