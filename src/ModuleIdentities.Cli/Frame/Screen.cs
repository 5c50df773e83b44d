using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace ModuleIdentities.Cli;

/// <summary>
/// Where a command speaks. Data goes to standard output: as one JSON document a result when JSON is wanted, as a table where a person looks, as plain
/// lines into a pipe. Everything else goes to standard error.
/// </summary>
internal sealed class Screen
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly IAnsiConsole? _outputTerminal;
    private readonly IAnsiConsole? _errorTerminal;

    public Screen(bool isJson, TextWriter output, TextWriter error)
    {
        IsJson = isJson;
        _output = output;
        _error = error;
        _outputTerminal = Console.IsOutputRedirected || isJson ? null : Terminal(output);
        _errorTerminal = Console.IsErrorRedirected || isJson ? null : Terminal(error);
    }

    /// <summary>Whether results are JSON documents.</summary>
    public bool IsJson { get; }

    /// <summary>Whether a person can be asked: standard input and error are a terminal, and JSON is not wanted.</summary>
    public bool CanAsk => _errorTerminal is not null && !Console.IsInputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    /// <summary>Writes a result: the document when JSON is wanted, else what <paramref name="write"/> writes.</summary>
    public void Result<T>(T document, JsonTypeInfo<T> contract, Action write)
    {
        if (IsJson)
        {
            _output.WriteLine(JsonSerializer.Serialize(document, contract));
            _output.Flush();
        }
        else
        {
            write();
        }
    }

    /// <summary>Writes names and values; those without a value are left out.</summary>
    public void Facts(params IEnumerable<(string Name, string? Value)> facts)
    {
        (string Name, string? Value)[] known = [.. facts.Where(fact => fact.Value is not null)];
        if (_outputTerminal is null)
        {
            foreach ((string name, string? value) in known)
            {
                Line($"{name}: {value}");
            }

            return;
        }

        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        foreach ((string name, string? value) in known)
        {
            grid.AddRow(new Text(name, new Style(decoration: Decoration.Dim)), new Text(value!));
        }

        _outputTerminal.Write(grid);
    }

    /// <summary>Writes rows: with a head for a person, separated by tabs into a pipe.</summary>
    public void Rows(string[] head, IEnumerable<string[]> rows)
    {
        if (_outputTerminal is null)
        {
            foreach (string[] row in rows)
            {
                Line(string.Join('\t', row));
            }

            return;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns(head);
        foreach (string[] row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        _outputTerminal.Write(table);
    }

    /// <summary>Writes one line of data.</summary>
    public void Line(string text)
    {
        _output.WriteLine(text);
        _output.Flush();
    }

    /// <summary>Tells a person something that is no data; programs are not told.</summary>
    public void Note(string text)
    {
        if (!IsJson)
        {
            _error.WriteLine(text);
        }
    }

    /// <summary>Tells what went wrong.</summary>
    public void Fail(Failure failure)
    {
        if (IsJson)
        {
            ErrorDocument document = new(new ErrorFacts(failure.Code, failure.Message, failure.HelpLink, (int)failure.Exit, failure.RetryAfter?.TotalSeconds));
            _error.WriteLine(JsonSerializer.Serialize(document, ToolJson.Relaxed.ErrorDocument));
            return;
        }

        _error.WriteLine($"error {failure.Code}: {failure.Message}");
        if (failure.RetryAfter is { } wait)
        {
            _error.WriteLine($"The service asks to wait {wait.TotalSeconds:0} s.");
        }

        if (!failure.Message.Contains(failure.HelpLink, StringComparison.Ordinal))
        {
            _error.WriteLine(failure.HelpLink);
        }
    }

    /// <summary>Shows a person that something is going on while it does.</summary>
    public async Task<T> WhileAsync<T>(string what, Func<Task<T>> work) => _errorTerminal is null
        ? await work().ConfigureAwait(false)
        : await _errorTerminal.Status().StartAsync(Markup.Escape($"{what} …"), async _ => await work().ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Asks a person yes or no.</summary>
    public bool Confirm(string question)
    {
        _error.Write($"{question} [y/N] ");
        return Console.In.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES";
    }

    private static IAnsiConsole Terminal(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}
