using Microsoft.Playwright;
using ModuleIdentities.Emulator.Page.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>The browser of these tests: the machine's own Chromium or Chrome, headless. Without one, they skip.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        string? path = Environment.GetEnvironmentVariable("CHROMIUM") ?? Places.FirstOrDefault(File.Exists);
        if (path is null)
        {
            return;
        }

        // For a machine that is busy with other work; nothing waits longer than it has to.
        Assertions.SetDefaultExpectTimeout(60_000);
        _playwright = await Playwright.CreateAsync();

        // Root, as a build machine may be, cannot have Chromium's sandbox.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox"], Timeout = 120_000 });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A window of its own, with nothing from other tests.</summary>
    internal async Task<IBrowserContext> OpenAsync(ColorScheme scheme)
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium on this machine: 'apt-get install chromium', or the variable CHROMIUM names one.");
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            Permissions = ["clipboard-write"],
        });
        context.SetDefaultTimeout(60_000);
        return context;
    }
}
