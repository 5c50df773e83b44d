using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>The page with 10,000 modules, and a thousand messages a second.</summary>
public sealed class LoadTests(Chromium chromium)
{
    private const int Devices = 200;
    private const int ModulesOfEach = 50;
    private const int Senders = 20;
    private const int MessagesASecond = 1000;

    // Gives the durations of the frames from now on, in milliseconds, after three seconds of them.
    private const string Frames = """
        () => new Promise((resolve) => {
          const frames = [];
          const begin = performance.now();
          let last = begin;
          requestAnimationFrame(function frame(now) {
            frames.push(now - last);
            last = now;
            now - begin < 3000 ? requestAnimationFrame(frame) : resolve(frames.slice(1));
          });
        })
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_modules_and_messages_leave_the_page_small_and_show_the_last_of_each()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        foreach (int device in Enumerable.Range(0, Devices))
        {
            string deviceId = $"line-{device.ToString("000", CultureInfo.InvariantCulture)}";
            await bench.Emulator.Devices.AddAsync(deviceId, Cancellation);
            foreach (int module in Enumerable.Range(0, ModulesOfEach - 1))
            {
                await bench.Emulator.Devices.AddModuleAsync(deviceId, $"module-{module.ToString("00", CultureInfo.InvariantCulture)}", Cancellation);
            }

            // What makes it 50 for each: those that send are modules of the runtime.
            await bench.Emulator.Devices.AddModuleAsync(deviceId, "thermostat", Cancellation);
        }

        List<Thermostat> senders = [];
        foreach (int sender in Enumerable.Range(0, Senders))
        {
            senders.Add(await Thermostat.ConnectAsync(bench.Emulator, $"line-{sender.ToString("000", CultureInfo.InvariantCulture)}", Cancellation));
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Stopwatch watch = Stopwatch.StartNew();
        Task<int[]> sending = Task.WhenAll(senders.Select(sender => SendAsync(sender, stop.Token)));
        try
        {
            ILocator list = bench.Page.GetByRole(AriaRole.Listbox);
            await Expect(bench.Page.GetByText("10,200 entries")).ToBeVisibleAsync();
            await list.FocusAsync();
            await bench.Page.Keyboard.PressAsync("End");
            await Expect(bench.Entry("line-199/thermostat")).ToBeVisibleAsync();
            Print("devices", await bench.Page.EvaluateAsync<double[]>(Frames));
            await AssertSmallAsync();
            await bench.KeepAsync("load-devices");
            await bench.Page.GetByLabel("State").SelectOptionAsync("connected");
            await Expect(bench.Page.GetByText($"{Senders} entries", new() { Exact = true })).ToBeVisibleAsync();

            await bench.GoAsync("Telemetry");
            await Expect(bench.Page.GetByRole(AriaRole.Img)).ToBeVisibleAsync();
            int asked = 0;
            bench.Page.Request += (_, request) => asked += request.Url.Contains("/_emulator/messages", StringComparison.Ordinal) ? 1 : 0;
            Stopwatch viewed = Stopwatch.StartNew();
            Print("telemetry", await bench.Page.EvaluateAsync<double[]>(Frames));
            await AssertSmallAsync();

            // At most four times a second, however many messages come.
            Assert.InRange(asked, 1, (int)(4 * viewed.Elapsed.TotalSeconds) + 2);
            await bench.KeepAsync("load-telemetry");
        }
        finally
        {
            await stop.CancelAsync();
        }

        int sent = (await sending).Sum();
        Print($"{sent} messages in {watch.Elapsed.TotalSeconds:F1} s, {sent / watch.Elapsed.TotalSeconds:F0} a second");
        await senders[0].SendReadingAsync(-40, 1, Cancellation);
        await Expect(bench.Page.GetByRole(AriaRole.Table, new() { Name = "Messages" }).GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("""{"temperature":-40,"humidity":1}""");
        foreach (Thermostat sender in senders)
        {
            await sender.DisposeAsync();
        }

        async Task AssertSmallAsync() => Assert.InRange(await bench.Page.EvaluateAsync<int>("() => document.querySelectorAll('*').length"), 50, 2000);
    }

    /// <summary>A sender's part of a thousand messages a second, or as many as the machine can.</summary>
    private static async Task<int> SendAsync(Thermostat sender, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        Stopwatch watch = Stopwatch.StartNew();
        int sent = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                // A tick that came late is made good.
                while (sent < watch.Elapsed.TotalSeconds * MessagesASecond / Senders)
                {
                    await sender.SendReadingAsync(20 + Math.Sin(sent / 50.0), sent % 100, cancellationToken);
                    sent++;
                }
            }
        }
        catch (OperationCanceledException)
        {
        }

        return sent;
    }

    private static void Print(string view, double[] frames)
    {
        double[] sorted = [.. frames.Order()];
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"{view}: {frames.Length} frames in 3 s; median {sorted[sorted.Length / 2]:F1} ms, 95 of 100 within {sorted[sorted.Length * 95 / 100]:F1} ms, longest {sorted[^1]:F1} ms"));
    }

    private static void Print(string line)
    {
        TestContext.Current.SendDiagnosticMessage(line);
        TestContext.Current.TestOutputHelper!.WriteLine(line);
        File.AppendAllText(Path.Combine(PageBench.Artifacts, "frame-times.txt"), $"{line}\n");
    }
}
