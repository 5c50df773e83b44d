using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Twins;

namespace ModuleIdentities.Emulator;

/// <summary>The twin of a device or module, as a service that the emulated hub serves sees and changes it.</summary>
public sealed class EmulatedTwin
{
    private readonly TwinService _twins;
    private readonly PrincipalId _principal;

    internal EmulatedTwin(TwinService twins, PrincipalId principal)
    {
        _twins = twins;
        _principal = principal;
    }

    /// <summary>The twin as it is now.</summary>
    /// <exception cref="HubRefusedException">There is no such device or module.</exception>
    public TwinSnapshot Get() => View(_twins.Get(_principal));

    /// <summary>Merges into the desired properties; a connected device or module is told.</summary>
    /// <param name="patch">A JSON object; a null in it removes a property.</param>
    /// <param name="cancellationToken">Ends the wait for the disk.</param>
    /// <exception cref="HubRefusedException">There is no such device or module, or the patch breaks a rule of twins.</exception>
    public Task<TwinSnapshot> UpdateDesiredAsync([StringSyntax(StringSyntaxAttribute.Json)] string patch, CancellationToken cancellationToken = default) =>
        UpdateAsync(new TwinChange(null, Read(patch)), cancellationToken);

    /// <summary>Merges into the tags, which devices and modules do not see.</summary>
    /// <param name="patch">A JSON object; a null in it removes a tag.</param>
    /// <param name="cancellationToken">Ends the wait for the disk.</param>
    /// <exception cref="HubRefusedException">There is no such device or module, or the patch breaks a rule of twins.</exception>
    public Task<TwinSnapshot> UpdateTagsAsync([StringSyntax(StringSyntaxAttribute.Json)] string patch, CancellationToken cancellationToken = default) =>
        UpdateAsync(new TwinChange(Read(patch), null), cancellationToken);

    /// <summary>
    /// The twin once its reported properties are as <paramref name="predicate"/> wants them: at once if they are so already.
    /// </summary>
    /// <exception cref="HubRefusedException">There is no such device or module.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before.</exception>
    public async Task<TwinSnapshot> WaitForReportedAsync(Func<JsonObject, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        TaskCompletionSource<TwinSnapshot> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Consider(Twin twin, JsonObject? desiredPatch)
        {
            if (twin.Principal != _principal)
            {
                return;
            }

            TwinSnapshot snapshot = View(twin);
            try
            {
                if (predicate(snapshot.Reported))
                {
                    found.TrySetResult(snapshot);
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // It is the waiter's mistake, not the writer's.
                found.TrySetException(exception);
            }
        }

        _twins.Changed += Consider;
        try
        {
            Consider(_twins.Get(_principal), null);
            return await found.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _twins.Changed -= Consider;
        }
    }

    private static JsonObject Read(string json) => TwinText.Read(Encoding.UTF8.GetBytes(json)) as JsonObject
        ?? throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "The patch is not a JSON object.");

    private static TwinSnapshot View(Twin twin) => new(
        (JsonObject)twin.Record.Tags.DeepClone(),
        (JsonObject)twin.Record.Desired.Values.DeepClone(),
        twin.Record.Desired.Version,
        (JsonObject)twin.Record.Reported.Values.DeepClone(),
        twin.Record.Reported.Version,
        twin.Record.ModelId,
        twin.Record.ETag);

    private async Task<TwinSnapshot> UpdateAsync(TwinChange change, CancellationToken cancellationToken) =>
        View(await _twins.UpdateAsync(_principal, change, null, cancellationToken).ConfigureAwait(false));
}
