using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>Faults with one click, and what they did.</summary>
public sealed class FaultTests(Chromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fault_of_one_click_hits_the_module_and_says_so()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(bench.Emulator, "line-4", Cancellation);
        await bench.Entry("line-4/thermostat").ClickAsync();
        await bench.Page.GetByRole(AriaRole.Region, new() { Name = "line-4/thermostat" }).GetByRole(AriaRole.Link, new() { Name = "Faults" }).ClickAsync();
        await Expect(bench.Page.GetByLabel("Device")).ToHaveValueAsync("line-4");

        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Lose a PUBACK" }).ClickAsync();
        ILocator row = bench.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("^loseAcknowledgement") });
        await Expect(row).ToContainTextAsync("0 of 1");
        await Expect(row).ToContainTextAsync("nothing yet");

        // It is accepted and not acknowledged, until the link is another one.
        Task sent = thermostat.SendReadingAsync(1, 1, Cancellation);
        await Expect(row).ToContainTextAsync("1 of 1");
        await Expect(row).ToContainTextAsync("Telemetry of line-4/thermostat");

        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Drop the link" }).ClickAsync();
        await Expect(bench.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("^dropLink") })).ToContainTextAsync("of line-4/thermostat");
        await bench.KeepAsync("faults");
        await sent;

        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Lift all" }).ClickAsync();
        await Expect(bench.Page.GetByText("Nothing goes wrong.")).ToBeVisibleAsync();
        Assert.Empty(bench.Emulator.Faults.Handles);
    }

    [Fact]
    public async Task Every_fault_of_one_click_is_one_and_another_is_written_as_json()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        await bench.GoAsync("Faults");

        // Of nobody: so that none hits.
        await bench.Page.GetByLabel("Device").FillAsync("nobody");
        ILocator buttons = bench.Page.GetByRole(AriaRole.List, new() { Name = "Faults to inject" }).GetByRole(AriaRole.Button);
        await Expect(buttons).ToHaveCountAsync(12);
        for (int i = 0; i < 12; i++)
        {
            await buttons.Nth(i).ClickAsync();
            await Expect(bench.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Lift .* \\d+$") })).ToHaveCountAsync(i + 1);
        }

        Assert.All(bench.Emulator.Faults.Handles, handle => Assert.Equal("nobody", handle.Fault.DeviceId));
        await bench.Page.GetByText("Another fault, as JSON").ClickAsync();
        await bench.Page.GetByLabel("Fault", new() { Exact = true }).FillAsync("""{ "kind": "nonsense" }""");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Inject" }).ClickAsync();
        await Expect(bench.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That is no fault: ");
        await bench.Page.GetByLabel("Fault", new() { Exact = true }).FillAsync("""{ "kind": "shiftClock", "by": "00:05:00" }""");
        await bench.Page.GetByLabel("Device").FillAsync("");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Inject" }).ClickAsync();
        await Expect(bench.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("^shiftClock") })).ToContainTextAsync("by 00:05:00");
    }
}
