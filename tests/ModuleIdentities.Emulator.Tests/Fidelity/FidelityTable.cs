using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModuleIdentities.Emulator.Tests.Fidelity;

/// <summary>What is in <c>docs/fidelity.json</c>: how true the emulator is, operation by operation.</summary>
/// <param name="Clients">Who can verify, by the name that the rows use.</param>
/// <param name="Operations">A row for each operation that is served.</param>
public sealed record FidelityTable(IReadOnlyDictionary<string, FidelityClient> Clients, IReadOnlyList<FidelityRow> Operations)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static string File { get; } = Path.Combine(Repository.Documentation, "fidelity.json");

    public static string Page { get; } = Path.Combine(Repository.Documentation, "emulator.md");

    public static string Interop { get; } = Path.Combine(Repository.Root, "tests", "Interop");

    public static FidelityTable Read() => JsonSerializer.Deserialize<FidelityTable>(System.IO.File.ReadAllText(File), Strict)!;
}

/// <param name="Name">The name for readers.</param>
/// <param name="How">How it is run.</param>
/// <param name="IsByHand">Whether it is no test of ours that runs it: a row then names no test.</param>
public sealed record FidelityClient(string Name, string How, bool IsByHand = false);

/// <param name="Id">A short name.</param>
/// <param name="Protocol">Which part of the emulator it belongs to.</param>
/// <param name="Operation">What a client does.</param>
/// <param name="Serves">The routes and messages in the code that the row is about.</param>
/// <param name="Verified">By client, the tests that show it: <c>Class.Method</c>, or <c>file.js: title</c>.</param>
/// <param name="Differs">What is known to be otherwise in Azure.</param>
/// <param name="Believed">What is not known of Azure.</param>
public sealed record FidelityRow(
    string Id,
    string Protocol,
    string Operation,
    IReadOnlyList<string> Serves,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Verified,
    IReadOnlyList<string>? Differs = null,
    IReadOnlyList<FidelityBelief>? Believed = null);

/// <param name="What">What the emulator does by default.</param>
/// <param name="Option">The option with which it does otherwise.</param>
/// <param name="Reason">Why there is no option.</param>
public sealed record FidelityBelief(string What, string? Option = null, string? Reason = null);
