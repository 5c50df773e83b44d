namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>A connected module that sends one kind of message, by whatever library.</summary>
internal interface ITelemetryClient : IAsyncDisposable
{
    /// <summary>Sends <c>{"temperature":…,"humidity":…,"line":"…"}</c> and waits for its PUBACK or, with an outbox, until it is on disk.</summary>
    Task SendAsync(double temperature, double humidity, string line);

    /// <summary>Waits for the PUBACKs that sending does not wait for.</summary>
    Task FlushAsync() => Task.CompletedTask;
}
