using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>All of it without a mouse.</summary>
public sealed class KeyboardTests(Chromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_alone_sign_in_choose_a_module_save_its_twin_and_call_a_method()
    {
        await using PageBench bench = await PageBench.OpenAsync(chromium);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(bench.Emulator, "line-4", Cancellation);
        IPage page = bench.Page;
        await Expect(page.GetByLabel("Management token")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(bench.Emulator.ManagementToken);
        await page.Keyboard.PressAsync("Enter");
        await Expect(bench.Entry("line-4/thermostat")).ToBeVisibleAsync();

        await TabToAsync(page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" }));
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page.GetByRole(AriaRole.Listbox));
        await page.Keyboard.PressAsync("End");
        await Expect(page.GetByRole(AriaRole.Listbox)).ToHaveAttributeAsync("aria-activedescendant", "devices-1");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "line-4/thermostat" })).ToBeVisibleAsync();

        await TabToAsync(page.GetByLabel("Desired properties", new() { Exact = true }));
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("""{ "interval": 45 }""");
        await page.Keyboard.PressAsync("Control+Enter");
        Assert.Equal(45, await thermostat.Interval.Task.WaitAsync(Cancellation));

        await TabToAsync(page.GetByLabel("Method", new() { Exact = true }));
        await page.Keyboard.TypeAsync("reboot");
        await TabToAsync(page.GetByLabel("Payload"));
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("""{ "Delay": 4 }""");
        await TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Invoke" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("Answer of the method")).ToContainTextAsync("8");

        await page.GetByRole(AriaRole.Link, new() { Name = "Telemetry", Exact = true }).First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await thermostat.SendReadingAsync(21.5, 40, Cancellation);
        await TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Message 1" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Message 1 in full" })).ToBeVisibleAsync();

        async Task TabToAsync(ILocator wanted)
        {
            await Expect(wanted).ToBeVisibleAsync();
            for (int i = 0; i < 60; i++)
            {
                if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement"))
                {
                    return;
                }

                await page.Keyboard.PressAsync("Tab");
            }

            Assert.Fail($"Tab does not reach {wanted}.");
        }
    }
}
