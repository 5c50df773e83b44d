using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>Leads the calls of direct methods to the module's methods, and their results and failures back.</summary>
internal sealed class DirectMethods(
    ModuleDefinition definition, IModule? module, HandlerScope scope, TimeProvider time, ILogger logger)
{
    /// <summary>Calls at one time; one more is answered 429. Enough for every use seen, few enough to bound a caller's mistake.</summary>
    public const int MostConcurrent = 16;

    /// <summary>"Understand and invoke direct methods from IoT Hub" (Microsoft docs): 128 KB for the payload of an answer.</summary>
    private const int LargestAnswer = 128 * 1024;

    /// <summary>The same source: a caller waits 300 s at most.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(300);

    private readonly Dictionary<string, DirectMethodHandler> _handlers =
        definition.DirectMethods.ToDictionary(handler => handler.Name, StringComparer.Ordinal);

    private int _running;

    /// <summary>Calls the module's method.</summary>
    /// <param name="request">What is called.</param>
    /// <param name="stopped">Ends with the link the call came over and with the module: nobody can be answered any more.</param>
    /// <returns>The answer; null when nobody waits for one any more.</returns>
    public async Task<MethodAnswer?> InvokeAsync(MethodRequest request, CancellationToken stopped)
    {
        DirectMethodHandler? handler = _handlers.GetValueOrDefault(request.Name) ?? definition.AnyDirectMethod?.Invoke(request.Name);
        if (handler is null)
        {
            return Message(501, $"The module has no direct method '{request.Name}'.");
        }

        if (Interlocked.Increment(ref _running) > MostConcurrent)
        {
            Interlocked.Decrement(ref _running);
            return Message(429, $"{MostConcurrent} calls are running: try again later.");
        }

        try
        {
            using TimeLimit limit = new(LongestCall, time, stopped);
            MethodAnswer answer = default;
            bool ran = await scope.RunAsync(async () => answer = await InvokeAsync(handler, request, limit.Token).ConfigureAwait(false)).ConfigureAwait(false);
            return ran && !limit.Token.IsCancellationRequested ? answer : null;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task<MethodAnswer> InvokeAsync(DirectMethodHandler handler, MethodRequest request, CancellationToken cancellationToken)
    {
        try
        {
            (int status, ReadOnlyMemory<byte> payload) = await handler.InvokeAsync(module, request.Payload, cancellationToken).ConfigureAwait(false);
            if (payload.Length <= LargestAnswer)
            {
                return new MethodAnswer(status, payload);
            }

            Log.MethodAnswerTooLarge(logger, request.Name, definition.ModuleId, payload.Length);
            return Message(500, $"The answer has {payload.Length} bytes; a direct method answers at most {LargestAnswer}.");
        }
        catch (DirectMethodException exception)
        {
            return Message(exception.Status, exception.Message);
        }
        catch (WrongPayloadException exception)
        {
            Log.MethodRequestRejected(logger, request.Name, definition.ModuleId, exception.Path);
            return Message(400, $"The payload is not what '{request.Name}' takes{(exception.Path is null ? "" : $", at {exception.Path}")}.");
        }
#pragma warning disable CA1031 // A module's failure is the caller's answer, never the end of the connection.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.MethodFailed(logger, request.Name, definition.ModuleId, exception);
            return Message(500, "The method failed; the module's log says why.");
        }
    }

    private static MethodAnswer Message(int status, string message)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, message);
            writer.WriteEndObject();
        }

        return new MethodAnswer(status, buffer.WrittenMemory);
    }
}
