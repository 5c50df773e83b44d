namespace ModuleIdentities.Emulator.Faults;

/// <summary>A fault of requests, before the service hears of them.</summary>
internal interface IRequestFault
{
    /// <summary>Whether it leaves requests over MQTT alone.</summary>
    bool IsForHttpOnly => false;

    /// <summary>Whether the request is an occasion for it.</summary>
    bool Concerns(Exchange exchange) => true;

    /// <summary>Does its harm.</summary>
    /// <returns>The refusal that is answered instead; null when the request goes on.</returns>
    ValueTask<Refusal?> ApplyAsync(Exchange exchange, FaultHandle handle);

    /// <summary>Learns how a request ended, hit or not.</summary>
    void Observe(Occasion occasion, int status)
    {
    }
}
