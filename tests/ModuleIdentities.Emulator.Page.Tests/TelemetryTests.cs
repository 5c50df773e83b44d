using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>Telemetry as it comes: the table and the plot.</summary>
public sealed class TelemetryTests(Chromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_come_into_the_table_and_their_numbers_into_the_plot()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        await using Thermostat first = await Thermostat.ConnectAsync(bench.Emulator, "line-4", Cancellation);
        await using Thermostat second = await Thermostat.ConnectAsync(bench.Emulator, "line-5", Cancellation);
        await bench.GoAsync("Telemetry");
        await Expect(bench.Page.GetByText("Nothing has come yet.")).ToBeVisibleAsync();

        for (int i = 0; i < 60; i++)
        {
            await first.SendReadingAsync(21 + Math.Sin(i / 6.0), 40 + (i % 7), Cancellation);
            await second.SendReadingAsync(19.5 + Math.Cos(i / 9.0), 55, Cancellation);
        }

        ILocator table = bench.Page.GetByRole(AriaRole.Table, new() { Name = "Messages" });
        await Expect(table.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("line-5/thermostat");
        await Expect(table).ToHaveAttributeAsync("aria-rowcount", "121");
        await Expect(Plot("^temperature over time of line-4/thermostat, line-5/thermostat; the last value is 20\\.4")).ToBeVisibleAsync();
        Assert.True(await bench.Page.EvaluateAsync<bool>(HasDrawn));

        await bench.Page.GetByLabel("Field over time").SelectOptionAsync("humidity");
        await Expect(Plot("^humidity over time of .* the last value is 55$")).ToBeVisibleAsync();

        await table.GetByRole(AriaRole.Button, new() { Name = "Message 120" }).ClickAsync();
        ILocator message = bench.Page.GetByRole(AriaRole.Region, new() { Name = "Message 120 in full" });
        await Expect(message.GetByLabel("Body")).ToContainTextAsync("\"humidity\": 55");
        await Expect(message).ToContainTextAsync("iothub-connection-module-id");
        await bench.KeepAsync("telemetry-light");

        ILocator Plot(string label) => bench.Page.GetByRole(AriaRole.Img, new() { NameRegex = new(label.Replace("/", "\\/", StringComparison.Ordinal)) });
    }

    [Fact]
    public async Task One_module_alone_is_shown_and_pausing_keeps_what_is_seen()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        await using Thermostat first = await Thermostat.ConnectAsync(bench.Emulator, "line-4", Cancellation);
        await using Thermostat second = await Thermostat.ConnectAsync(bench.Emulator, "line-5", Cancellation);
        await first.SendReadingAsync(1, 1, Cancellation);
        await second.SendReadingAsync(2, 2, Cancellation);
        await bench.GoAsync("Telemetry");
        ILocator table = bench.Page.GetByRole(AriaRole.Table, new() { Name = "Messages" });
        await Expect(table).ToHaveAttributeAsync("aria-rowcount", "3");

        await bench.Page.GetByLabel("Device").FillAsync("line-5");
        await bench.Page.GetByLabel("Module").FillAsync("thermostat");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(table).ToHaveAttributeAsync("aria-rowcount", "2");

        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await second.SendReadingAsync(3, 3, Cancellation);
        await first.SendReadingAsync(4, 4, Cancellation);
        await Expect(bench.Page.GetByText("The newest 1 messages. Paused.")).ToBeVisibleAsync();
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(table).ToHaveAttributeAsync("aria-rowcount", "3");
        await Expect(table.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("""{"temperature":3,"humidity":3}""");
    }

    // That something was drawn: more than one colour in the canvas.
    private const string HasDrawn = """
        () => {
          const canvas = document.querySelector('.plot canvas');
          const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
          return new Set(pixels).size > 20;
        }
        """;
}
