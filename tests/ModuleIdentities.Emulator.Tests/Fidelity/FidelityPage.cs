namespace ModuleIdentities.Emulator.Tests.Fidelity;

/// <summary>The part of <c>docs/emulator.md</c> that is made of the table.</summary>
internal static class FidelityPage
{
    private const string Begin = "<!-- fidelity: begin -->\n";
    private const string End = "<!-- fidelity: end -->";

    /// <summary>The page with its part made anew.</summary>
    public static string Update(string page, FidelityTable table)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf(End, StringComparison.Ordinal);
        return $"{page[..begin]}{string.Concat(Lines(table).Select(line => $"{line}\n"))}{page[end..]}";
    }

    private static IEnumerable<string> Lines(FidelityTable table) =>
    [
        .. table.Clients.Values.Select(client => $"- **{client.Name}**: {client.How}."),
        .. table.Operations.GroupBy(row => row.Protocol).SelectMany(protocol => (IEnumerable<string>)
        [
            "",
            $"**{protocol.Key}**",
            "",
            "| Operation | Seen with | Otherwise in Azure | Only believed |",
            "|---|---|---|---|",
            .. protocol.Select(row => Line(table, row)),
        ]),
    ];

    private static string Line(FidelityTable table, FidelityRow row)
    {
        string clients = string.Join(", ", table.Clients.Where(client => row.Verified.ContainsKey(client.Key)).Select(client => client.Value.Name));
        string believed = string.Join(". ", (row.Believed ?? []).Select(belief => $"{belief.What} ({(belief.Option is { } option ? $"`{option}`" : belief.Reason)})"));
        return $"| {row.Operation} | {clients} | {string.Join(' ', row.Differs ?? [])} | {believed} |";
    }
}
