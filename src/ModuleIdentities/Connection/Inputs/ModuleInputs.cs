using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>Leads what comes to the inputs of a module to its methods: one at a time, in the order of arrival, whichever link it came over.</summary>
internal sealed class ModuleInputs(ModuleDefinition definition, IModule? module, HandlerScope scope, ILogger logger)
{
    private readonly Dictionary<string, InputHandler> _handlers = definition.Inputs.ToDictionary(handler => handler.Name, StringComparer.Ordinal);
    private Task _serving = Task.CompletedTask;

    /// <summary>Takes what a link brings, until its end. The links of a module follow each other.</summary>
    public void Serve(HubLink link) => _serving = ServeAsync(_serving, link);

    /// <summary>Never fails.</summary>
    private async Task ServeAsync(Task before, HubLink link)
    {
        // Off the link's own loop; and after the method that may still be busy with what the link before has brought.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await foreach (InputDelivery delivery in link.Inputs.ReadAllAsync(link.Over).ConfigureAwait(false))
            {
                link.Calls.Begin();
                try
                {
                    await HandleAsync(delivery, link.Over).ConfigureAwait(false);
                }
                finally
                {
                    link.Calls.End();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The link has ended. What it has brought and nobody has taken comes again.
        }
    }

    private async Task HandleAsync(InputDelivery delivery, CancellationToken ended)
    {
        InputMessage message = delivery.Message;
        InputOutcome outcome = InputOutcome.Handled;
        if (_handlers.GetValueOrDefault(message.Input) is not { } handler)
        {
            // Whoever routes to it has to know; the messages behind it must not wait.
            Log.InputUnknown(logger, message.Input, definition.ModuleId);
            outcome = InputOutcome.Unknown;
        }
        else
        {
            try
            {
                if (!await scope.RunAsync(() => handler.Callback(module, message, ended)).ConfigureAwait(false))
                {
                    // The module is being disposed.
                    return;
                }
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (WrongPayloadException exception)
            {
                Log.InputRejected(logger, message.Input, definition.ModuleId, exception.Path);
                outcome = InputOutcome.Rejected;
            }
#pragma warning disable CA1031 // A module's failure is its own, never the end of the connection.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.InputFailed(logger, message.Input, definition.ModuleId, exception);
                outcome = InputOutcome.Failed;
            }
        }

        ModuleIdentitiesTelemetry.InputTaken(definition.ModuleId, outcome);
        delivery.Complete();
    }
}

/// <summary>What became of a message for an input.</summary>
internal enum InputOutcome
{
    /// <summary>The module's method took it.</summary>
    Handled,

    /// <summary>The module's method failed on it.</summary>
    Failed,

    /// <summary>Its body is not of the method's type.</summary>
    Rejected,

    /// <summary>The module has no such input.</summary>
    Unknown,
}
