using System.Text.Json;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Queries;

/// <summary>Runs queries over the twins of a hub, in the order of their ids, a page at a time.</summary>
/// <param name="directory">The devices and modules.</param>
/// <param name="read">The twin of an identity as the service API shows it; null when it is gone in the meantime.</param>
internal sealed class TwinSearch(DeviceDirectory directory, Func<PrincipalId, JsonElement?> read)
{
    private const int Batch = 256;

    /// <summary>Every twin that the query selects.</summary>
    public IEnumerable<JsonElement> FindAll(TwinQuery query) => Find(query, null).Select(found => found.Twin);

    /// <summary>The page after <paramref name="from"/>.</summary>
    public TwinPage FindPage(TwinQuery query, TwinPagePosition from, int size)
    {
        // A continuation may be of another query, with more results than this one wants.
        int wanted = Math.Max(0, Math.Min(size, (query.Top ?? int.MaxValue) - from.Returned));
        List<(string Key, JsonElement Twin)> found = [.. Find(query, from.After).Take(wanted + 1)];
        bool hasMore = found.Count > wanted && from.Returned + wanted < (query.Top ?? int.MaxValue);
        List<(string Key, JsonElement Twin)> page = found[..Math.Min(wanted, found.Count)];
        return new TwinPage([.. page.Select(row => row.Twin)], hasMore ? new TwinPagePosition(from.Returned + page.Count, page[^1].Key) : null);
    }

    private IEnumerable<(string Key, JsonElement Twin)> Find(TwinQuery query, string? after)
    {
        foreach ((string key, PrincipalId principal) in List(query.IsOfModules, after))
        {
            if (read(principal) is { } twin && query.Selects(twin))
            {
                yield return (key, twin);
            }
        }
    }

    private IEnumerable<(string Key, PrincipalId Principal)> List(bool ofModules, string? after)
    {
        while (true)
        {
            List<(string Key, PrincipalId Principal)> batch = ofModules
                ? [.. directory.ListModules(after, Batch).Select(module => (module.Key, new PrincipalId(module.Value.DeviceId, module.Value.ModuleId)))]
                : [.. directory.ListDevices(after, Batch).Select(device => (device.Key, new PrincipalId(device.Value.DeviceId)))];
            foreach ((string Key, PrincipalId Principal) identity in batch)
            {
                yield return identity;
            }

            if (batch.Count < Batch)
            {
                yield break;
            }

            after = batch[^1].Key;
        }
    }
}

/// <summary>Some rows, and where the next ones begin; null when there are none.</summary>
internal sealed record TwinPage(IReadOnlyList<JsonElement> Twins, TwinPagePosition? Next);
