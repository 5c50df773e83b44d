using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ModuleIdentities.Benchmarks;

/// <summary>Prints a report, and keeps it as Markdown and as JSON.</summary>
internal static class ReportWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task WriteAsync(Report report, string? folder)
    {
        string markdown = ToMarkdown(report);
        Console.WriteLine(markdown);

        // A report without figures does not take the place of one that has some.
        if (folder is null || report.Tables.Count == 0)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, $"{report.Name}.md"), markdown);
        await File.WriteAllTextAsync(
            Path.Combine(folder, $"{report.Name}.json"),
            JsonSerializer.Serialize(
                new { report.Name, report.Command, Machine = MachineFacts.Line, report.Tables, report.Notes, report.Failures }, Indented));
    }

    private static string ToMarkdown(Report report)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"## {report.Name}\n\n`{report.Command}`\n\n{MachineFacts.Line}\n\n");
        foreach (ReportTable table in report.Tables)
        {
            text.Append(CultureInfo.InvariantCulture, $"**{table.Title}**\n\n");
            int[] widths = [.. table.Columns.Select((column, i) => table.Rows.Select(row => row[i].Length).Append(column.Length).Append(3).Max())];
            AppendRow(text, table.Columns, widths);
            AppendRow(text, [.. widths.Select((width, i) => i == 0 ? new string('-', width) : new string('-', width - 1) + ":")], widths);
            foreach (string[] row in table.Rows)
            {
                AppendRow(text, row, widths);
            }

            text.Append('\n');
        }

        foreach (string note in report.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        }

        foreach (string failure in report.Failures)
        {
            text.Append(CultureInfo.InvariantCulture, $"- **Not met**: {failure}\n");
        }

        if (report.NotRun is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"- **Not run**: {report.NotRun}\n");
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, string[] cells, int[] widths) => text.Append(
        CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))} |\n");
}
