using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>Signing in and out in the browser.</summary>
public sealed class SignInTests(Chromium chromium)
{
    [Fact]
    public async Task A_wrong_token_is_told_and_the_right_one_lasts_over_a_reload_until_one_signs_out()
    {
        await using PageBench bench = await PageBench.OpenAsync(chromium);
        await bench.Page.GetByLabel("Management token").FillAsync("wrong");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(bench.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not the management token of this run");
        await bench.KeepAsync("sign-in");

        await bench.SignInAsync();
        Assert.DoesNotContain(bench.Emulator.ManagementToken, bench.Page.Url, StringComparison.Ordinal);
        await bench.Page.ReloadAsync();
        await Expect(bench.Page.GetByRole(AriaRole.Heading, new() { Name = "Devices and modules" })).ToBeVisibleAsync();

        // What scripts could read of it: nothing.
        Assert.Equal("", await bench.Page.EvaluateAsync<string>("() => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }).replace('{}', '')"));

        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(bench.Page.GetByLabel("Management token")).ToBeVisibleAsync();
        await bench.Page.ReloadAsync();
        await Expect(bench.Page.GetByLabel("Management token")).ToBeFocusedAsync();
    }
}
