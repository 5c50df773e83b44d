using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>Enrolments, and what became of them.</summary>
public sealed class EnrolmentTests(Chromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_is_enrolled_registers_is_disabled_and_removed()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        await bench.GoAsync("Enrolments");
        await Expect(bench.Page.GetByText("There is no enrolment.")).ToBeVisibleAsync();

        await bench.Page.GetByLabel("Registration or group id").FillAsync("line-4");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Enrol" }).ClickAsync();
        ILocator row = bench.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("^line-4 ") });
        await Expect(row).ToContainTextAsync("never");
        await using Thermostat thermostat = await Thermostat.ConnectAsync(bench.Emulator, "line-4", Cancellation);
        await Expect(row).ToContainTextAsync("assigned to 127.0.0.1 as line-4");

        await bench.Page.GetByLabel("Registration or group id").FillAsync("fleet");
        await bench.Page.GetByLabel("Kind").SelectOptionAsync("group");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Enrol" }).ClickAsync();
        await Expect(bench.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("^fleet ") })).ToContainTextAsync("symmetricKey");
        Assert.NotNull(bench.Emulator.Enrollments.FindGroup("fleet"));

        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Disable line-4" }).ClickAsync();
        await Expect(row).ToContainTextAsync("disabled");
        Assert.False(bench.Emulator.Enrollments.Find("line-4")!.IsEnabled);
        await bench.KeepAsync("enrolments");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Remove line-4" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        Assert.Null(bench.Emulator.Enrollments.Find("line-4"));
    }

    [Fact]
    public async Task An_id_that_cannot_be_is_refused_in_the_words_of_the_emulator()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        await bench.GoAsync("Enrolments");

        await bench.Page.GetByLabel("Registration or group id").FillAsync("no such id");
        await bench.Page.GetByRole(AriaRole.Button, new() { Name = "Enrol" }).ClickAsync();

        await Expect(bench.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The id is empty, too long, or has a character that is not allowed.");
    }
}
