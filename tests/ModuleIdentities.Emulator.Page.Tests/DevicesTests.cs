using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>Devices and modules with their state.</summary>
public sealed class DevicesTests(Chromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_module_is_shown_as_connected_and_then_as_disconnected()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        await Expect(bench.Page.GetByText("No device has registered yet.")).ToBeVisibleAsync();

        Thermostat thermostat = await Thermostat.ConnectAsync(bench.Emulator, "line-4", Cancellation);
        ILocator entry = bench.Entry("line-4/thermostat");
        await Expect(entry).ToContainTextAsync("connected");
        await Expect(entry).Not.ToContainTextAsync("disconnected");
        await Expect(bench.Entry("line-4")).ToContainTextAsync("disconnected");
        await entry.ClickAsync();
        await Expect(bench.Page.GetByRole(AriaRole.Heading, new() { Name = "line-4/thermostat" })).ToBeVisibleAsync();
        await bench.KeepAsync("devices");

        await thermostat.DisposeAsync();
        await Expect(entry).ToContainTextAsync("disconnected");
    }
}
