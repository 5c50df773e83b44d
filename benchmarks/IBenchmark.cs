namespace ModuleIdentities.Benchmarks;

/// <summary>Something that is measured in one run, beside what people would use instead.</summary>
internal interface IBenchmark
{
    /// <summary>The word that chooses it on the command line.</summary>
    string Name { get; }

    /// <summary>One line that says what is measured.</summary>
    string Summary { get; }

    /// <summary>Measures.</summary>
    Task<Report> RunAsync(BenchmarkArguments arguments);
}
