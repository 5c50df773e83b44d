using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>What is copied, and that no key is shown or asked for before.</summary>
public sealed class SettingsTests(Chromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settings_and_connection_strings_are_copied_and_asked_for_only_then()
    {
        EmulatorPageOptions options = new() { MoreConnectionStrings = new Dictionary<string, string> { ["Event Hubs"] = "Endpoint=sb://here/" } };
        await using PageBench bench = await PageBench.EnterAsync(chromium, options: options);
        IndividualEnrollment enrollment = bench.Emulator.Enrollments.AddSymmetricKey("line-4");
        ConcurrentQueue<string> asked = [];
        bench.Page.Request += (_, request) => asked.Enqueue(request.Url);
        await bench.GoAsync("Settings");
        await Expect(bench.Page.GetByText("provisioningserviceowner")).ToBeVisibleAsync();
        Assert.Equal(0, AskedForKeys());

        string variables = await CopiedByAsync("Copy environment variables of line-4");
        Assert.Equal(
            bench.Emulator.SettingsFor(enrollment).Select(setting => $"{setting.Key.Replace(":", "__", StringComparison.Ordinal)}={setting.Value!.ReplaceLineEndings("\\n")}").Order(),
            variables.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.Contains($"\"PrimaryKey\": \"{enrollment.PrimaryKey}\"", await CopiedByAsync("Copy appsettings.json of line-4"), StringComparison.Ordinal);
        Assert.Equal(bench.Emulator.CertificateAuthorityPem, await CopiedByAsync("Copy certificate authority"));
        Assert.Equal(bench.Emulator.Hubs[0].Policies.ConnectionString("service"), await CopiedByAsync("Copy connection string service of Hub 127.0.0.1"));
        Assert.Equal(
            bench.Emulator.ProvisioningPolicies.ConnectionString("provisioningserviceowner"),
            await CopiedByAsync("Copy connection string provisioningserviceowner of Provisioning service"));
        Assert.Equal("Endpoint=sb://here/", await CopiedByAsync("Copy connection string Event Hubs of Also served"));
        await bench.KeepAsync("settings");

        string text = await bench.Page.Locator("body").InnerHTMLAsync();
        Assert.DoesNotContain(enrollment.PrimaryKey!, text, StringComparison.Ordinal);
        Assert.DoesNotContain("SharedAccessKey=", text, StringComparison.Ordinal);
        Assert.DoesNotContain(asked, url => url.Contains(bench.Emulator.ManagementToken, StringComparison.Ordinal) || url.Contains("Key=", StringComparison.Ordinal));

        // Each key is asked for by the one click that copies it.
        async Task<string> CopiedByAsync(string name)
        {
            int before = AskedForKeys();
            string copied = await bench.CopyAsync(name);
            Assert.InRange(AskedForKeys() - before, 0, 1);
            return copied;
        }

        int AskedForKeys() => asked.Count(url => url.Contains("connectionStrings/", StringComparison.Ordinal) || url.Contains("settings/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_connection_string_of_a_module_is_copied_where_it_is_shown()
    {
        await using PageBench bench = await PageBench.EnterAsync(chromium);
        await bench.Emulator.Devices.AddAsync("bench", Cancellation);
        string connectionString = await bench.Emulator.Devices.AddModuleAsync("bench", "m", Cancellation);
        await bench.Entry("bench/m").ClickAsync();

        Assert.Equal(connectionString, await bench.CopyAsync("Copy connection string of bench/m"));
        await Expect(bench.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Copied: connection string of bench/m.");
    }
}
