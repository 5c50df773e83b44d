using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>The outbox of one module: its sender, its store, and what drives the two.</summary>
internal sealed class ModuleOutbox
{
    private readonly string _moduleId;
    private readonly ModuleIdentityOptions _options;
    private readonly ILogger _logger;
    private readonly BacklogKeeper _keeper;
    private readonly KeeperLoop _loop;

    public ModuleOutbox(string moduleId, ModuleIdentityOptions options, ILogger logger)
    {
        _moduleId = moduleId;
        _options = options;
        _logger = logger;
        Sender = new TelemetrySender(
            moduleId,
            options.Telemetry.Window,
            QueueLimits.Of(options.Outbox, options.Telemetry),
            options.Network.OperationTimeout,
            options.TimeProvider,
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
        IMessageStore store = options.MessageStores!(moduleId, options);
        _keeper = new BacklogKeeper(moduleId, Sender, store, options.TimeProvider, logger);
        _loop = new KeeperLoop(_keeper, store);
        Sender.StoreWorkWaits += _loop.Wake;

        // What an earlier process left is sent before anything new is written.
        _loop.Wake();
    }

    public TelemetrySender Sender { get; }

    /// <summary>Why what is accepted is not durable; null when it is.</summary>
    public string? Fault => _keeper.Fault;

    /// <summary>Accepts nothing more, writes what is accepted, and closes the store; a disk that hangs is left.</summary>
    public async Task StopAsync()
    {
        Sender.Close();
        try
        {
            await _loop.StopAsync().WaitAsync(_options.Network.OperationTimeout, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.OutboxHangs(_logger, _moduleId);
        }
    }
}
