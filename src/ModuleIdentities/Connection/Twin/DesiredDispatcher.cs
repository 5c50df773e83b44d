using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>Tells the module its desired properties, one at a time, and reports its answers as IoT Plug and Play acknowledgements.</summary>
internal sealed class DesiredDispatcher
{
    private readonly string _moduleId;
    private readonly IModule? _module;
    private readonly TwinSync _twin;
    private readonly HandlerScope _scope;
    private readonly CancellationToken _stopped;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private bool _isTelling;
    private bool _isAgain;

    public DesiredDispatcher(string moduleId, IModule? module, TwinSync twin, HandlerScope scope, ILogger logger, CancellationToken stopped)
    {
        _moduleId = moduleId;
        _module = module;
        _twin = twin;
        _scope = scope;
        _stopped = stopped;
        _logger = logger;
        twin.Changed += Tell;
    }

    private void Tell()
    {
        lock (_gate)
        {
            _isAgain = true;
            if (_isTelling)
            {
                return;
            }

            _isTelling = true;
        }

        // The scope owns the task: whoever disposes waits for it there.
        _ = _scope.RunAsync(TellAsync);
    }

    private async Task TellAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (true)
        {
            lock (_gate)
            {
                _isTelling = _isAgain && !_stopped.IsCancellationRequested;
                _isAgain = false;
                if (!_isTelling)
                {
                    return;
                }
            }

            while (_twin.TakeChange() is { } change && !_stopped.IsCancellationRequested)
            {
                await TellAsync(change).ConfigureAwait(false);
            }
        }
    }

    private async Task TellAsync(DesiredChange change)
    {
        DesiredPropertyHandler handler = change.Handler;
        if (change.Value is null && !handler.AcceptsNull)
        {
            // Removed: there is nothing to tell and nothing to acknowledge.
            return;
        }

        PropertyResponse response;
        try
        {
            JsonElement value = JsonElement.Parse(change.Value?.ToJsonString() ?? "null");
            response = await handler.InvokeAsync(_module, value, change.Version, _stopped).ConfigureAwait(false);
        }
        catch (WrongPayloadException exception)
        {
            Log.DesiredValueRejected(_logger, handler.Name, _moduleId, exception.Path);
            response = PropertyResponse.Rejected("The value is not of the property's type.");
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // A module's failure is its answer, never the end of the connection.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.DesiredValueFailed(_logger, handler.Name, _moduleId, exception);
            response = PropertyResponse.Failed("The module failed; its log says why.");
        }

        if (!handler.IsWholeDocument)
        {
            Acknowledge(handler, change, response);
        }
    }

    private void Acknowledge(DesiredPropertyHandler handler, DesiredChange change, PropertyResponse response)
    {
        JsonObject acknowledgement = new()
        {
            ["value"] = change.Value?.DeepClone(),
            ["ac"] = response.Status,
            ["av"] = change.Version,
        };
        if (response.Description is { } description)
        {
            acknowledgement["ad"] = description;
        }

        try
        {
            // Nobody waits for it: it is kept and sent until the hub has it.
            _ = _twin.Report(ReportedPatch.Of(handler.Component, new JsonObject { [handler.Name] = acknowledgement }, out int size), size);
        }
        catch (ObjectDisposedException)
        {
            // Disposed meanwhile, perhaps by the handler itself.
        }
    }
}
