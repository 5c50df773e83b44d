using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>Every view in both colour schemes, as axe-core judges it and as people can look at it afterwards.</summary>
public sealed class AccessibilityTests(Chromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task No_view_has_a_violation(ColorScheme scheme)
    {
        await using PageBench bench = await PageBench.OpenAsync(chromium, scheme);
        await JudgeAsync("sign-in");
        await bench.SignInAsync();
        await JudgeAsync("devices-empty");

        await using Thermostat first = await Thermostat.ConnectAsync(bench.Emulator, "line-4", Cancellation);
        await using Thermostat second = await Thermostat.ConnectAsync(bench.Emulator, "line-5", Cancellation);
        await first.ReportFirmwareAsync("1.4.2", Cancellation);
        EmulatedTwin twin = bench.Emulator.Devices["line-4", "thermostat"].Twin;
        await twin.UpdateTagsAsync("""{"plant":2}""", Cancellation);
        await twin.UpdateDesiredAsync("""{"interval":30,"firmware":"1.5.0","limits":{"high":24.5}}""", Cancellation);
        await twin.WaitForReportedAsync(reported => reported.ContainsKey("interval"), Cancellation);
        bench.Emulator.Enrollments.AddGroup("fleet");
        bench.Emulator.Enrollments.SetGroupEnabled("fleet", false);
        for (int i = 0; i < 30; i++)
        {
            await first.SendReadingAsync(21 + Math.Sin(i / 4.0), 40 + (i % 7), Cancellation);
            await second.SendReadingAsync(20 + Math.Cos(i / 5.0), 50, Cancellation);
        }

        await bench.Entry("line-4/thermostat").ClickAsync();
        await Expect(bench.Page.GetByText("differs")).ToBeVisibleAsync();
        ILocator method = bench.Page.GetByRole(AriaRole.Region, new() { Name = "Direct method" });
        await method.GetByLabel("Method", new() { Exact = true }).FillAsync("reboot");
        await method.GetByLabel("Payload").FillAsync("""{ "Delay": 21 }""");
        await method.GetByRole(AriaRole.Button, new() { Name = "Invoke" }).ClickAsync();
        await Expect(method.GetByLabel("Answer of the method")).ToBeVisibleAsync();
        await JudgeAsync("device");

        await bench.GoAsync("Telemetry");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Message 60" }).ClickAsync();
        await Expect(bench.Page.GetByRole(AriaRole.Img)).ToBeVisibleAsync();
        await JudgeAsync("telemetry");

        await bench.GoAsync("Enrolments");
        await Expect(bench.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("^fleet ") })).ToBeVisibleAsync();
        await bench.Page.GetByLabel("Registration or group id").FillAsync("no such id");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Enrol" }).ClickAsync();
        await Expect(bench.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await JudgeAsync("enrolments");

        await bench.GoAsync("Faults");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Slow network" }).ClickAsync();
        await Expect(bench.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("^delay") })).ToBeVisibleAsync();
        await first.SendReadingAsync(1, 1, Cancellation);
        await Expect(bench.Page.GetByText("of line-4/thermostat").First).ToBeVisibleAsync();
        await bench.Page.GetByText("Another fault, as JSON").ClickAsync();
        await JudgeAsync("faults");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Lift all" }).ClickAsync();

        await bench.GoAsync("Settings");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Copy certificate authority" }).ClickAsync();
        await Expect(bench.Page.GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        await JudgeAsync("settings");

        // As on a telephone, or beside an editor.
        await bench.Page.SetViewportSizeAsync(420, 800);
        await bench.GoAsync("Devices");
        await bench.Entry("line-4/thermostat").ClickAsync();
        await Expect(bench.Page.GetByRole(AriaRole.Link, new() { Name = "All devices" })).ToBeVisibleAsync();
        await JudgeAsync("narrow");
        Assert.True(await bench.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "The page is wider than the window.");

        async Task JudgeAsync(string view)
        {
            AxeResult result = await bench.Page.RunAxe();
            await bench.KeepAsync($"{view}-{scheme.ToString().ToLowerInvariant()}");
            Assert.True(
                result.Violations.Length == 0,
                $"{view}: {string.Join("; ", result.Violations.Select(violation => $"{violation.Impact} {violation.Id}: {violation.Help} {string.Join(", ", violation.Nodes.Select(node => node.Html))}"))}");
        }
    }
}
