using System.Text.Json.Nodes;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Twins;

/// <summary>
/// The twins of devices and modules (protocol 4.6). A twin is there as soon as its identity is, without having been written. The writes of one twin
/// happen one after the other, and are told in that order.
/// </summary>
internal sealed class TwinService(IStateStore store, DeviceDirectory directory, AzureAssumptions assumptions, TimeProvider time)
{
    /// <summary>The count of versions of a twin that nobody has written: one for each section.</summary>
    private const long FirstVersion = 2;

    private readonly StateTable<TwinRecord> _table = new(store, DeviceDirectory.Twins, StateJsonContext.Default.TwinRecord);
    private readonly KeyedGates _gates = new();

    /// <summary>Raised after a twin was written, before the write is acknowledged; with the patch of the desired properties when they changed.</summary>
    public event Action<Twin, JsonObject?>? Changed;

    /// <exception cref="HubRefusedException">There is no such device or module; for either, the hub says that the device is missing.</exception>
    public Twin Get(PrincipalId principal) => Read(principal).Twin;

    /// <summary>Merges what a device or module reports.</summary>
    /// <exception cref="HubRefusedException">The patch breaks a rule, or the identity is gone.</exception>
    public ValueTask<Twin> ReportAsync(PrincipalId principal, JsonNode? patch, CancellationToken cancellationToken)
    {
        JsonObject reported = TwinRules.Read(patch, "reported");
        return WriteAsync(
            principal,
            record =>
            {
                TwinSection merged = TwinMerge.Apply(record.Reported, reported, time.GetUtcNow(), stampsVersions: false);
                TwinRules.RequireSize(merged.Values, TwinRules.LargestProperties, "reported");
                return (record with { Reported = merged, Version = record.Version + 1 }, null);
            },
            cancellationToken);
    }

    /// <summary>Changes tags and desired properties, as the service side does.</summary>
    /// <exception cref="HubRefusedException">The change breaks a rule, the entity tag is not the current one, or the identity is missing.</exception>
    public ValueTask<Twin> UpdateAsync(PrincipalId principal, TwinChange change, EntityTag? ifMatch, CancellationToken cancellationToken)
    {
        JsonObject? tags = change.Tags is null ? null : TwinRules.Read(change.Tags, "tags");
        JsonObject? desired = change.Desired is null ? null : TwinRules.Read(change.Desired, "desired");
        return WriteAsync(
            principal,
            record =>
            {
                DeviceRegistry.RequireMatch(ifMatch ?? EntityTag.Any, record.ETag);
                JsonObject? desiredPatch = change.Replaces
                    ? TwinMerge.Difference(record.Desired.Values, TwinMerge.Apply([], desired ?? []))
                    : desired;
                TwinRecord updated = record with
                {
                    ETagCounter = record.ETagCounter + 1,
                    Version = record.Version + 1,
                    Tags = TwinMerge.Apply(change.Replaces ? [] : record.Tags, tags ?? []),
                    Desired = desiredPatch is null
                        ? record.Desired
                        : TwinMerge.Apply(record.Desired, desiredPatch, time.GetUtcNow(), stampsVersions: true),
                };
                TwinRules.RequireSize(updated.Tags, TwinRules.LargestTags, "tags");
                TwinRules.RequireSize(updated.Desired.Values, TwinRules.LargestProperties, "desired");
                return (updated, change.Replaces && !assumptions.SendReplacedPropertiesAsDifference ? updated.Desired.Values : desiredPatch);
            },
            cancellationToken);
    }

    /// <summary>Keeps the model that a device or module announces when it connects; null when it announces none.</summary>
    /// <exception cref="HubRefusedException">The identity is missing.</exception>
    public async ValueTask AnnounceModelAsync(PrincipalId principal, string? modelId, CancellationToken cancellationToken)
    {
        if (Get(principal).Record.ModelId != modelId)
        {
            await WriteAsync(principal, record => (record with { ModelId = modelId }, null), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The change that gives a device its first twin, for the commit that makes the device.</summary>
    public DocumentChange Seed(DeviceRecord device, TwinSeed seed)
    {
        TwinRecord fresh = Fresh(device.GenerationId);
        TwinRecord record = seed.Moved is { } moved
            ? moved with { GenerationId = device.GenerationId }
            : fresh with
            {
                Tags = seed.Tags ?? fresh.Tags,
                Desired = seed.Desired is null
                    ? fresh.Desired
                    : TwinMerge.Apply(fresh.Desired, seed.Desired, time.GetUtcNow(), stampsVersions: true) with { Version = assumptions.FirstDesiredVersion },
            };
        return _table.Put(device.DeviceId, record, DocumentChange.Any);
    }

    private async ValueTask<Twin> WriteAsync(
        PrincipalId principal, Func<TwinRecord, (TwinRecord Record, JsonObject? DesiredPatch)> change, CancellationToken cancellationToken)
    {
        using KeyedGates.Pass pass = await _gates.EnterAsync(principal, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            (Twin twin, long version) = Read(principal);
            (TwinRecord record, JsonObject? desiredPatch) = change(twin.Record);
            if (await store.CommitAsync([_table.Put(principal.ToString(), record, version)], cancellationToken).ConfigureAwait(false))
            {
                Twin written = twin with { Record = record };
                Changed?.Invoke(written, desiredPatch);
                return written;
            }
        }
    }

    private (Twin Twin, long Version) Read(PrincipalId principal)
    {
        DeviceRecord device = directory.FindDevice(principal.DeviceId)?.Value ?? throw Missing(principal);
        ModuleRecord? module = principal.ModuleId is null
            ? null
            : directory.FindModule(principal.DeviceId, principal.ModuleId)?.Value ?? throw Missing(principal);
        string generation = module?.GenerationId ?? device.GenerationId;
        Versioned<TwinRecord>? found = _table.Find(principal.ToString());
        TwinRecord record = found?.Value is { } present && present.GenerationId == generation ? present : Fresh(generation);
        return (new Twin(device, module, record), found?.Version ?? DocumentChange.Absent);
    }

    private TwinRecord Fresh(string generation)
    {
        // A generation id is the time in ticks at which the identity was made, and so its twin.
        DateTimeOffset created = long.TryParse(generation, System.Globalization.CultureInfo.InvariantCulture, out long ticks)
            && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : time.GetUtcNow();
        return new TwinRecord(
            generation, 1, FirstVersion, null, [], TwinMerge.Empty(created, stampsVersions: true), TwinMerge.Empty(created, stampsVersions: false));
    }

    private static HubRefusedException Missing(PrincipalId principal) =>
        new(HubErrorCode.DeviceNotFound, $"Device {principal.DeviceId} not registered.");
}
