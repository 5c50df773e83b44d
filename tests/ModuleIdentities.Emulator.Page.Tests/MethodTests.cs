using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>Calling a direct method.</summary>
public sealed class MethodTests(Chromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_method_of_a_module_answers_and_what_it_does_not_know_is_told()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(bench.Emulator, "line-4", Cancellation);
        await bench.Entry("line-4/thermostat").ClickAsync();
        ILocator method = bench.Page.GetByRole(AriaRole.Region, new() { Name = "Direct method" });

        await method.GetByLabel("Method", new() { Exact = true }).FillAsync("reboot");
        await method.GetByLabel("Payload").FillAsync("""{ "Delay": 21 }""");
        await method.GetByRole(AriaRole.Button, new() { Name = "Invoke" }).ClickAsync();
        await Expect(method.GetByText("answered with status 200")).ToBeVisibleAsync();
        await Expect(method.GetByLabel("Answer of the method")).ToContainTextAsync("42");
        await bench.KeepAsync("method");

        await method.GetByLabel("Method", new() { Exact = true }).FillAsync("unknown");
        await method.GetByRole(AriaRole.Button, new() { Name = "Invoke" }).ClickAsync();
        await Expect(method.GetByText("answered with status 501")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_device_that_is_not_connected_and_a_payload_that_is_no_json_are_told()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        await bench.Emulator.Devices.AddAsync("bench", Cancellation);
        await bench.Entry("bench").ClickAsync();
        ILocator method = bench.Page.GetByRole(AriaRole.Region, new() { Name = "Direct method" });

        await method.GetByLabel("Method", new() { Exact = true }).FillAsync("reboot");
        await method.GetByRole(AriaRole.Button, new() { Name = "Invoke" }).ClickAsync();
        await Expect(method.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Timed out waiting for device to connect.");

        await method.GetByLabel("Payload").FillAsync("{");
        await method.GetByRole(AriaRole.Button, new() { Name = "Invoke" }).ClickAsync();
        await Expect(method.GetByRole(AriaRole.Alert)).ToContainTextAsync("JSON");
    }
}
