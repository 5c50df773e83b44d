using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModuleIdentities.Benchmarks.Performance;

/// <summary>The page that says in one place what the pages of all benchmarks say: the ratios, how they were taken, and where we lose.</summary>
internal static partial class PerformancePage
{
    public const string Verb = "performance";

    private const string Generated = "generated client";
    private const string Bare = "bare MQTTnet client";
    private const string Official = "Microsoft's SDK 1.x";
    private const string OfficialClient = "Microsoft.Azure.Devices.Client";
    private const string Sending = "Telemetry of one module";
    private const string Starting = "From a process's start";
    private const string Classes = "annotated classes among";
    private const string Load = "Load on the emulator";

    private static readonly string[] Windows = ["1", "64"];
    private static readonly string[] Clients = [Bare, OfficialClient];
    private static readonly string[] Programs = [Bare, Official];
    private static readonly string[] OtherGenerators = ["floor-fawmn", "System.Text.Json", "Mapperly", "MVVM Toolkit", "Refit"];
    private static readonly (string Name, string Word)[] PublishForms = [("NativeAot", "native"), ("Trimmed", "trimmed"), ("FrameworkDependent", "framework-dependent")];

    /// <summary>Every benchmark, in the order of the page, with what it says.</summary>
    private static readonly (string Name, string What)[] Benchmarks =
    [
        ("provisioning", "from a process's start to its first acknowledged message"),
        ("telemetry", "sending, a warm start, idle modules"),
        ("footprint", "what a device has to hold: files, memory, allocations"),
        ("generator", "what a build and an editor pay"),
        ("emulator", "the load that DPS and IoT Hub in one process bear"),
        ("fleet", "200 devices that start together at one unit"),
        ("cli", "the start of `moduleid`"),
        ("growth", "what more modules, messages, properties and classes cost"),
        ("instructions", "instructions of the hot paths, beside a baseline"),
    ];

    /// <summary>The benchmarks whose tables are on the page, for no ratio says what they say.</summary>
    private static readonly (string Name, string Heading)[] Shown =
    [
        ("footprint", "What a device has to hold"), ("growth", "How costs grow"), ("instructions", "Instructions of the hot paths"),
    ];

    private static readonly Comparison[] Comparisons =
    [
        .. Both("provisioning", Starting, "ms", "cold start, ms", Official, [Generated, "cold"], [Official, "cold"]),
        .. Both("provisioning", Starting, "exchanges", "cold start, exchanges with services", Official, [Generated, "cold"], [Official, "cold"]),
        .. Both("provisioning", Starting, "ms", "next start, ms", Official, [Generated, "warm"], [Official, "module there, nothing cached"]),
        .. Both("provisioning", Starting, "exchanges", "next start, exchanges with services", Official, [Generated, "warm"], [Official, "module there, nothing cached"]),
        .. Sends("messages/s", "messages/s", isMoreBetter: true),
        .. Sends("bytes/message", "bytes allocated for a message"),
        .. Sends("client CPU, µs", "CPU of a message, µs"),
        .. Sends("p99, µs", "99th percentile to the PUBACK, µs"),
        .. Both("telemetry", Sending, "messages/s", "messages/s through the outbox, one on its way", Bare, [Generated + ", outbox", "1"], [Bare, "1"], isMoreBetter: true),
        .. Both("telemetry", Sending, "messages/s", "messages/s through the outbox, 64 on their way", Bare, [Generated + ", outbox", "64"], [Bare, "64"], isMoreBetter: true),
        .. Forms("Published", "all files, MiB", "published files, MiB"),
        .. Forms("Running", "memory when idle, MiB", "memory when idle, MiB"),
        .. Forms("Running", "later starts, ms", "start to the first PUBACK, ms"),
        .. Both("footprint", "Published", "assemblies beside its own", "assemblies that come along", Official, [Generated, "FrameworkDependent"], [Official, "FrameworkDependent"]),
        .. Both("footprint", "Published", "their MiB", "their MiB", Official, [Generated, "FrameworkDependent"], [Official, "FrameworkDependent"]),
        .. Generators("cold ms", "cold run of the generator, ms"),
        .. Generators("Unrelated ms", "an edit somewhere else, ms"),
        .. Generators("Model ms", "an edit of a class, ms"),
        new("emulator", Load, "messages/s", "bare MQTTnet.Server", "figure", ["QoS 1 telemetry over TLS"], "figure", ["bare MQTTnet.Server, same clients"], IsMoreBetter: true),
        new("emulator", Load, "server CPU of a message, µs", "bare MQTTnet.Server", "figure", ["server CPU per message, emulator"], "figure", ["server CPU per message, broker"], IsMoreBetter: false),
        new("cli", "Start to end", "`moduleid --version`, ms", "`dotnet moduleid.dll`", "native file", ["moduleid --version"], "dotnet moduleid.dll", ["moduleid --version"], IsMoreBetter: false),
        new("cli", "Start to end", "`moduleid group-key`, ms", "`dotnet moduleid.dll`", "native file", ["moduleid group-key"], "dotnet moduleid.dll", ["moduleid group-key"], IsMoreBetter: false),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="folder">Where the benchmarks keep their JSON.</param>
    public static string Write(string folder)
    {
        Dictionary<string, Report> reports = Benchmarks
            .Select(benchmark => Path.Combine(folder, $"{benchmark.Name}.json"))
            .Where(File.Exists)
            .Select(path => JsonSerializer.Deserialize<Report>(File.ReadAllText(path))!)
            .ToDictionary(report => report.Name);
        List<(Comparison Comparison, string Ours, string Theirs, double Ratio)> measured =
        [
            .. Comparisons.SelectMany(comparison => reports.TryGetValue(comparison.Benchmark, out Report? report) ? comparison.In(report) : []),
        ];
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Speed and size

            Written by `dotnet run -c Release --project benchmarks -- {Verb}` from the last run of each benchmark in [benchmarks](benchmarks), and not by hand; a
            test sees that it is so. A figure counts as a ratio to what was measured beside it in the same run, and as nothing else.

            | what | ours | theirs | beside | ours / theirs | |
            | --- | ---: | ---: | --- | ---: | --- |

            """);
        foreach ((Comparison comparison, string ours, string theirs, double ratio) in measured)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {comparison.What} | {ours} | {theirs} | {comparison.Peer} | {ratio:F2} | {(comparison.IsLost(ratio) ? "**lost**" : "")} |\n");
        }

        text.Append("\n## What we lose at\n\n");
        string[] lost =
        [
            .. measured.Where(each => each.Comparison.IsLost(each.Ratio))
                .Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Comparison.What}: {each.Ratio:F2} of {each.Comparison.Peer} ({each.Comparison.Benchmark})")),
            .. from benchmark in Benchmarks
               where reports.ContainsKey(benchmark.Name)
               from missed in reports[benchmark.Name].Failures.Concat(reports[benchmark.Name].Notes.Where(note => note.Contains("**not met**", StringComparison.Ordinal)))
               select $"{missed} ({benchmark.Name})",
        ];
        text.Append(lost.Length == 0 ? "- nothing that was measured\n" : string.Concat(lost.Select(line => $"- {line}\n")));

        foreach ((string name, string heading) in Shown)
        {
            if (reports.TryGetValue(name, out Report? report))
            {
                AppendSection(text, heading, report);
            }
        }

        text.Append("\n## How it was measured\n\n| benchmark | what | how | on |\n| --- | --- | --- | --- |\n");
        foreach ((string name, string what) in Benchmarks)
        {
            text.Append(reports.TryGetValue(name, out Report? report)
                ? $"| [{name}](benchmarks/{name}.md) | {what} | `{report.Command}` | {report.Machine} |\n"
                : $"| {name} | {what} | absent: no run of it is kept | |\n");
        }

        text.Append("""

            Clients and services are processes of their own on one machine, over TLS on the loopback interface: the network costs nothing, and what a client
            costs weighs more than it would outside. Clients take turns, and figures are medians. Published programs are built for size, without globalization
            data. Microsoft's SDK is its 1.x line, in the form that its documentation shows. Instructions are counted by callgrind, which other load does not move.

            """);
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>The tables of a report, and which of its targets are met.</summary>
    private static void AppendSection(StringBuilder text, string heading, Report report)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {heading}\n");
        foreach (Table table in report.Tables)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{table.Title}:\n\n");
            foreach (IEnumerable<string> row in (IEnumerable<string>[])[table.Columns, table.Columns.Select((_, i) => i == 0 ? "---" : "---:"), .. table.Rows])
            {
                text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
            }
        }

        string[] targets = [.. report.Notes.Where(note => note.Contains("target at most", StringComparison.Ordinal)), .. report.Failures.Select(failure => $"{failure}: **not met**")];
        text.Append(targets.Length == 0 ? "" : $"\n{string.Concat(targets.Select(target => $"- {target}\n"))}");
    }

    private static IEnumerable<Comparison> Both(
        string benchmark, string table, string column, string what, string peer, string[] ours, string[] theirs, bool isMoreBetter = false) =>
        [new(benchmark, table, what, peer, column, ours, column, theirs, isMoreBetter)];

    private static IEnumerable<Comparison> Sends(string column, string what, bool isMoreBetter = false) =>
        from window in Windows
        from peer in Clients
        from comparison in Both("telemetry", Sending, column, window == "1" ? $"{what}, one on its way" : $"{what}, 64 on their way", peer, [Generated, window], [peer, window], isMoreBetter)
        select comparison;

    private static IEnumerable<Comparison> Forms(string table, string column, string what) =>
        from form in PublishForms
        from peer in Programs
        from comparison in Both("footprint", table, column, $"{what}, {form.Word}", peer, [Generated, form.Name], [peer, form.Name])
        select comparison;

    private static IEnumerable<Comparison> Generators(string column, string what) =>
        from peer in OtherGenerators
        from comparison in Both("generator", Classes, column, what, peer, ["ModuleIdentities"], [peer])
        select comparison;

    /// <summary>A report as it is kept.</summary>
    private sealed record Report(string Name, string Command, string Machine, Table[] Tables, string[] Notes, string[] Failures);

    private sealed record Table(string Title, string[] Columns, string[][] Rows)
    {
        public string? Find(string column, string[] row) =>
            Array.IndexOf(Columns, column) is >= 0 and var index && Rows.FirstOrDefault(each => each.Take(row.Length).SequenceEqual(row)) is { } found ? found[index] : null;
    }

    /// <summary>Two cells of one table; of several tables of one kind the last, which is the largest.</summary>
    /// <param name="Benchmark">The benchmark.</param>
    /// <param name="Table">A part of the title of the table.</param>
    /// <param name="What">What is compared.</param>
    /// <param name="Peer">With whom.</param>
    /// <param name="OurColumn">The column of our figure.</param>
    /// <param name="OurRow">The first cells of its row.</param>
    /// <param name="TheirColumn">The column of theirs.</param>
    /// <param name="TheirRow">The first cells of its row.</param>
    /// <param name="IsMoreBetter">Whether a larger figure is the better one.</param>
    private sealed record Comparison(
        string Benchmark, string Table, string What, string Peer, string OurColumn, string[] OurRow, string TheirColumn, string[] TheirRow, bool IsMoreBetter)
    {
        /// <summary>The figures with their ratio; nothing where the report does not have both.</summary>
        public IEnumerable<(Comparison Comparison, string Ours, string Theirs, double Ratio)> In(Report report)
        {
            Table? table = report.Tables.LastOrDefault(table => table.Title.Contains(Table, StringComparison.Ordinal));
            if (Number(table?.Find(OurColumn, OurRow)) is (string ours, double our) && Number(table?.Find(TheirColumn, TheirRow)) is (string theirs, double their) && their > 0)
            {
                yield return (this, ours, theirs, our / their);
            }
        }

        /// <summary>Whether the other is better, as far as two digits show.</summary>
        public bool IsLost(double ratio) => IsMoreBetter ? Math.Round(ratio, 2) < 1 : Math.Round(ratio, 2) > 1;

        private static (string Text, double Value)? Number(string? cell) =>
            cell is not null && Figure().Match(cell) is { Success: true } match ? (match.Value, double.Parse(match.Value, NumberStyles.Number, CultureInfo.InvariantCulture)) : null;
    }

    [GeneratedRegex(@"^[\d,]+(\.\d+)?")]
    private static partial Regex Figure();
}
