using Microsoft.Playwright;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>An emulator, its page, and a browser that shows it. Whatever the browser complains of fails the test.</summary>
internal sealed class PageBench : IAsyncDisposable
{
    // The windows of a browser have one clipboard, which other tests use too: each remembers what it copied.
    private const string RememberCopies = """
        window.copied = [];
        const write = navigator.clipboard.writeText.bind(navigator.clipboard);
        navigator.clipboard.writeText = async (text) => { await write(text); window.copied.push(text); };
        """;

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private PageBench(IotEmulator emulator, EmulatorPage served, IBrowserContext context, IPage page)
    {
        Emulator = emulator;
        Served = served;
        _context = context;
        Page = page;
        page.PageError += (_, error) => Complain(error);
        page.Console += (_, message) =>
        {
            // A refusal that the page shows is no fault of the page.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                Complain(message.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(served.Address.ToString(), StringComparison.Ordinal))
            {
                Complain($"It asked for {request.Url}.");
            }
        };
    }

    /// <summary>The folder of what a run leaves for people to look at.</summary>
    public static string Artifacts { get; } = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "page")).FullName;

    public IotEmulator Emulator { get; }

    public EmulatorPage Served { get; }

    public IPage Page { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the page; nobody has signed in.</summary>
    public static async Task<PageBench> OpenAsync(Chromium chromium, ColorScheme scheme = ColorScheme.Light, EmulatorPageOptions? options = null)
    {
        IBrowserContext context = await chromium.OpenAsync(scheme);
        IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        EmulatorPage served = await EmulatorPage.StartAsync(emulator, options, Cancellation);
        PageBench bench = new(emulator, served, context, await context.NewPageAsync());
        await bench.Page.AddInitScriptAsync(RememberCopies);
        await bench.Page.GotoAsync(served.Address.ToString());
        return bench;
    }

    /// <summary>Opens the page and signs in.</summary>
    public static async Task<PageBench> EnterAsync(Chromium chromium, ColorScheme scheme = ColorScheme.Light, EmulatorPageOptions? options = null)
    {
        PageBench bench = await OpenAsync(chromium, scheme, options);
        await bench.SignInAsync();
        return bench;
    }

    public async Task SignInAsync()
    {
        await Page.GetByLabel("Management token").FillAsync(Emulator.ManagementToken);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Navigation)).ToBeVisibleAsync();
    }

    /// <summary>Goes to a view by its link.</summary>
    public Task GoAsync(string view) => Page.GetByRole(AriaRole.Link, new() { Name = view, Exact = true }).First.ClickAsync();

    /// <summary>The entry of a device or module in the list.</summary>
    public ILocator Entry(string name) => Page.GetByRole(AriaRole.Option, new() { NameRegex = new($"^{name.Replace("/", "\\/", StringComparison.Ordinal)} ") });

    /// <summary>What a button copies when it is clicked.</summary>
    public async Task<string> CopyAsync(string button)
    {
        int before = await Page.EvaluateAsync<int>("() => copied.length");
        await Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Page.WaitForFunctionAsync("before => copied.length > before", before);
        return await Page.EvaluateAsync<string>("() => copied.at(-1)");
    }

    /// <summary>Keeps what is seen, for people to look at.</summary>
    public Task KeepAsync(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(Artifacts, $"{name}.png") });

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Served.DisposeAsync();
        await Emulator.DisposeAsync();
        lock (_complaints)
        {
            Assert.Empty(_complaints);
        }
    }

    private void Complain(string what)
    {
        lock (_complaints)
        {
            _complaints.Add(what);
        }
    }
}
