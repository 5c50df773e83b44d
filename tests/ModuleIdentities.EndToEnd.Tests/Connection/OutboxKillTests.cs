using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

/// <summary>A process that sends through its outbox and is killed, again and again, over a link that drops and loses acknowledgements.</summary>
public sealed class OutboxKillTests
{
    private const int Rounds = 6;
    private const int Apart = 1_000_000;

    private static readonly string Program = Path.Combine(
        Repository.Root, "tests", "FaultPoints", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "ModuleIdentities.FaultPoints.dll");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_it_accepted_before_it_was_killed_arrives_in_order()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no kill -9.");
        int seed = Random.Shared.Next();
        Random random = new(seed);
        string folder = Directory.CreateTempSubdirectory("moduleidentities-outbox-kill-").FullName;
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { RetainedMessages = 1_000_000 }, Cancellation);
        IConfigurationRoot configuration = emulator.Configure(("Outbox:Directory", folder), ("Outbox:Capacity", "1000"));
        using FaultHandle losses = emulator.Faults.Add(Fault.LoseAcknowledgement() with { Probability = 0.0005, Seed = seed });
        List<int> accepted = [];
        for (int round = 0; round < Rounds; round++)
        {
            using FaultHandle drops = emulator.Faults.Add(Fault.DropLink(random.Next(50, 500)) with { Times = 3 });
            accepted.AddRange(await RunAndKillAsync(emulator, configuration, round * Apart, random.Next(1, 1500)));
        }

        losses.Dispose();
        ModuleIdentityOptions options = emulator.Options(configuration).UseOutbox();
        await using (Pump pump = await Pump.ConnectAsync(options, Cancellation))
        {
            await pump.SendAsync(Rounds * Apart, Cancellation);
            await pump.ModuleClient.FlushAsync(Cancellation);
        }

        string where = $"seed {seed}";
        IReadOnlyList<(int Number, string? Id)> arrivals = Pump.ArrivalsAt(emulator);
        int[] first = [.. arrivals.Select(one => one.Number).Distinct()];
        Assert.True(accepted.Count > Rounds && arrivals.Count > first.Length, $"Nothing was put to the test; {where}");
        Assert.True(!accepted.Except(first).Any(), $"Lost: {string.Join(' ', accepted.Except(first).Take(20))}; {where}");
        Assert.True(first.SequenceEqual(first.Order()), $"Out of order; {where}");

        // An id says which message it is, over all processes.
        Assert.True(arrivals.Distinct().Count() == first.Length && arrivals.DistinctBy(one => one.Id).Count() == first.Length, $"Ids are not those of messages; {where}");
        TestContext.Current.SendDiagnosticMessage("{0} accepted, {1} arrived, {2} copies; {3}", accepted.Count, first.Length, arrivals.Count - first.Length, where);
    }

    /// <summary>Kills it when so many have arrived at the hub, and at least one was accepted: while it sends, writes and deletes.</summary>
    private static async Task<List<int>> RunAndKillAsync(IotEmulator emulator, IConfigurationRoot configuration, int first, int arrivals)
    {
        int goal = emulator.Messages.Count + arrivals;
        ProcessStartInfo start = new("dotnet", [Program, "send", first.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        foreach (KeyValuePair<string, string?> setting in configuration.AsEnumerable().Where(setting => setting.Value is not null))
        {
            start.Environment[setting.Key.Replace(":", "__", StringComparison.Ordinal)] = setting.Value;
        }

        List<int> accepted = [];
        using Process process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            accepted.Add(int.Parse(line, CultureInfo.InvariantCulture));
            if (emulator.Messages.Count >= goal)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 137, $"It ended by itself with {process.ExitCode}.");
        return accepted;
    }
}
