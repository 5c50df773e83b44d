namespace ModuleIdentities.Emulator.Tests;

/// <summary>Tests that have an emulator of their own each, and a client of what it serves over HTTPS.</summary>
public abstract class EmulatorTests : IAsyncLifetime
{
    protected IotEmulator Emulator { get; private set; } = null!;

    protected HttpClient Http { get; private set; } = null!;

    /// <summary>Asked for when an emulator is started.</summary>
    protected virtual IotEmulatorOptions Options => new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Emulator = await IotEmulator.StartAsync(Options, Cancellation);
        Http = Emulator.Http();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http.Dispose();
        await Emulator.DisposeAsync();
    }
}
