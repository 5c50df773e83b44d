using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>Twins side by side, and the editor of what is desired.</summary>
public sealed class TwinTests(Chromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Desired_and_reported_stand_side_by_side_and_what_is_desired_arrives_at_the_module()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(bench.Emulator, "line-4", Cancellation);
        EmulatedTwin twin = bench.Emulator.Devices["line-4", "thermostat"].Twin;
        await thermostat.ReportFirmwareAsync("1.4.2", Cancellation);
        await twin.UpdateTagsAsync("""{"plant":2}""", Cancellation);
        await bench.Entry("line-4/thermostat").ClickAsync();
        await Expect(Row("firmware")).ToContainTextAsync("only reported");

        await bench.Page.GetByLabel("Desired properties", new() { Exact = true }).FillAsync("""{ "interval": 30, "target": { "temperature": 21.5 } }""");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Save desired" }).ClickAsync();

        Assert.Equal(30, await thermostat.Interval.Task.WaitAsync(Cancellation));
        await Expect(Row("interval")).ToContainTextAsync("same");
        await Expect(Row("interval")).ToContainTextAsync("ac 200, av 2");
        await Expect(Row("target.temperature")).ToContainTextAsync("not reported");
        await twin.UpdateDesiredAsync("""{"firmware":"1.5.0"}""", Cancellation);
        await Expect(Row("firmware")).ToContainTextAsync("differs");
        Assert.Equal(2, (int)twin.Get().Tags["plant"]!);
        await bench.KeepAsync("twin-light");

        ILocator Row(string path) => bench.Page.GetByRole(AriaRole.Row, new() { NameRegex = new($"^{path.Replace(".", "\\.", StringComparison.Ordinal)} ") });
    }

    [Fact]
    public async Task What_is_no_json_or_no_twin_or_was_overtaken_is_told_and_the_text_stays()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        await bench.Emulator.Devices.AddAsync("bench", Cancellation);
        EmulatedTwin twin = bench.Emulator.Devices["bench"].Twin;
        await bench.Entry("bench").ClickAsync();
        ILocator editor = bench.Page.GetByLabel("Desired properties", new() { Exact = true });
        ILocator alert = bench.Page.GetByRole(AriaRole.Alert);

        await editor.FillAsync("{ \"a\": }");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Save desired" }).ClickAsync();
        await Expect(alert).ToContainTextAsync("JSON");
        await Expect(editor).ToHaveAttributeAsync("aria-invalid", "true");

        await editor.FillAsync("""{ "a.b": 1 }""");
        await editor.PressAsync("Control+Enter");
        await Expect(alert).ToContainTextAsync("a key with a character that is not allowed");

        await editor.FillAsync("""{ "a": 1 }""");
        await twin.UpdateDesiredAsync("""{"b":2}""", Cancellation);
        await Expect(bench.Page.GetByText("The twin has changed since you began.")).ToBeVisibleAsync();
        await editor.PressAsync("Control+Enter");
        await Expect(alert).ToHaveTextAsync("ETag may be invalid");
        await Expect(editor).ToHaveValueAsync("""{ "a": 1 }""");
        Assert.Equal("""{"b":2}""", twin.Get().Desired.ToJsonString());

        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(editor).ToHaveValueAsync("{\n  \"b\": 2\n}");
    }
}
