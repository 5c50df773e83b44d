using ModuleIdentities;
using ModuleIdentities.Benchmarks;
using ModuleIdentities.Benchmarks.Cli;
using ModuleIdentities.Benchmarks.Emulator;
using ModuleIdentities.Benchmarks.Fleet;
using ModuleIdentities.Benchmarks.Footprint;
using ModuleIdentities.Benchmarks.Generator;
using ModuleIdentities.Benchmarks.Growth;
using ModuleIdentities.Benchmarks.Instructions;
using ModuleIdentities.Benchmarks.Performance;
using ModuleIdentities.Benchmarks.Provisioning;
using ModuleIdentities.Benchmarks.Telemetry;

if (args is [GeneratorCell.Verb, ..])
{
    return GeneratorCell.Run(args[1..]);
}

if (args is [ServerCell.Verb, ..])
{
    return await ServerCell.RunAsync(args[1..]);
}

if (args is [ClientCell.Verb, ..])
{
    return await ClientCell.RunAsync(args[1..]);
}

if (args is [PerformancePage.Verb])
{
    await File.WriteAllTextAsync(Path.Combine(Repository.Documentation, "performance.md"), PerformancePage.Write(Path.Combine(Repository.Documentation, "benchmarks")));
    return 0;
}

IBenchmark[] benchmarks =
[
    new GeneratorBenchmark(), new EmulatorBenchmark(), new FleetBenchmark(), new ProvisioningBenchmark(), new TelemetryBenchmark(), new FootprintBenchmark(), new CliBenchmark(),
    new GrowthBenchmark(), new InstructionsBenchmark(),
];
if (args is not [string name, ..] || name.StartsWith('-'))
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project benchmarks -- <name>|all [--out FOLDER] [options of the benchmark]");
    foreach (IBenchmark benchmark in benchmarks)
    {
        Console.Error.WriteLine($"  {benchmark.Name,-12} {benchmark.Summary}");
    }

    Console.Error.WriteLine($"  {PerformancePage.Verb,-12} writes docs/performance.md from the runs that are kept in docs/benchmarks");

    return 2;
}

BenchmarkArguments arguments = new(args[1..]);
IBenchmark[] chosen = [.. benchmarks.Where(benchmark => name == "all" || benchmark.Name == name)];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"There is no benchmark '{name}'. Known: {string.Join(", ", benchmarks.Select(benchmark => benchmark.Name))}, all.");
    return 2;
}

int exitCode = 0;
foreach (IBenchmark benchmark in chosen)
{
    Report report = await benchmark.RunAsync(arguments);
    await ReportWriter.WriteAsync(report, arguments.Text("--out"));
    exitCode = report.Failures.Count > 0 ? 1 : report.NotRun is not null && exitCode == 0 ? 75 : exitCode;
}

return exitCode;
