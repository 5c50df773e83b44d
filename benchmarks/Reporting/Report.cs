namespace ModuleIdentities.Benchmarks;

/// <summary>What a benchmark found: tables, what they mean, and which of its limits do not hold.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Command">The command that repeats it.</param>
internal sealed record Report(string Name, string Command)
{
    public List<ReportTable> Tables { get; } = [];

    /// <summary>Sentences under the tables.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Limits that do not hold; any of them makes the program end with exit code 1.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Why this machine cannot measure what was asked for, which is no failure: the program ends with exit code 75. Null when it has.</summary>
    public string? NotRun { get; set; }
}

/// <summary>A table; the first column names the row.</summary>
/// <param name="Title">What the table shows.</param>
/// <param name="Columns">The heads of the columns.</param>
/// <param name="Rows">The rows, each as long as <paramref name="Columns"/>.</param>
internal sealed record ReportTable(string Title, string[] Columns, List<string[]> Rows);
