using System.Text;
using System.Text.Json.Nodes;

namespace ModuleIdentities;

/// <summary>
/// What the module has reported and the hub has not confirmed, joined into as few patches as say the same, none above the hub's limit. It decides;
/// whoever holds it sends, one patch at a time. Not safe for concurrent use.
/// </summary>
internal sealed class ReportedPatches
{
    /// <summary>The limit of all reported properties of a twin ("Understand module twins", Microsoft docs); no patch can be larger.</summary>
    public const int LargestPatch = 32 * 1024;

    private readonly LinkedList<ReportedPatch> _waiting = [];
    private readonly JsonObject _all = [];
    private ReportedPatch? _inFlight;

    /// <summary>Whether nothing waits for the hub.</summary>
    public bool IsEmpty => _inFlight is null && _waiting.Count == 0;

    /// <summary>Completes when the last patch of all is taken.</summary>
    public Task LastTaken => (_waiting.Last?.Value ?? _inFlight)?.Answered ?? Task.CompletedTask;

    /// <summary>Adds a patch.</summary>
    /// <returns>Completes when the hub has taken it.</returns>
    public Task Add(JsonObject patch, int size)
    {
        JsonMergePatch.Apply(_all, patch);

        // The last one alone may grow: what waits behind another must not overtake it.
        if (_waiting.Last?.Value is { } last && last.Size + size <= LargestPatch && JsonMergePatch.TryJoin(last.Properties, patch))
        {
            last.Size += size;
            return last.Answered;
        }

        ReportedPatch alone = new(patch, size);
        _waiting.AddLast(alone);
        return alone.Answered;
    }

    /// <summary>The next patch to send; null while one is on its way or there is none.</summary>
    public ReportedPatch? TakeNext()
    {
        if (_inFlight is not null || _waiting.First is not { } first)
        {
            return null;
        }

        _waiting.RemoveFirst();
        return _inFlight = first.Value;
    }

    /// <summary>The hub has answered: the patch is taken, or refused for good.</summary>
    public void Answered(ReportedPatch patch)
    {
        if (_inFlight == patch)
        {
            _inFlight = null;
        }
    }

    /// <summary>Nobody knows whether the hub has taken the patch; it is sent again, which does no harm.</summary>
    public void Unanswered(ReportedPatch patch)
    {
        if (_inFlight == patch)
        {
            _waiting.AddFirst(patch);
            _inFlight = null;
        }
    }

    /// <summary>The module has a new twin, in another hub or made anew: everything it has ever reported is due again.</summary>
    public void ReportAllAgain()
    {
        if (_all.Count == 0)
        {
            return;
        }

        // One top-level property or component a piece, so that no piece is above the limit that its parts kept.
        foreach ((string name, JsonNode? value) in _all.Reverse())
        {
            JsonObject piece = new() { [name] = value?.DeepClone() };
            _waiting.AddFirst(new ReportedPatch(piece, Encoding.UTF8.GetByteCount(piece.ToJsonString())));
        }
    }

    /// <summary>Gives up everything that waits.</summary>
    public void Fail(Exception exception)
    {
        foreach (ReportedPatch patch in _inFlight is null ? _waiting : _waiting.Prepend(_inFlight))
        {
            patch.Complete(exception);
        }

        _waiting.Clear();
        _inFlight = null;
    }
}

/// <summary>A patch of the reported properties; what was joined in it is taken or refused together.</summary>
internal sealed class ReportedPatch(JsonObject properties, int size)
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JsonObject Properties { get; } = properties;

    /// <summary>The patch of properties of a component, or of the module itself, in the form that IoT Plug and Play asks for.</summary>
    /// <param name="component">The component; null for the module itself.</param>
    /// <param name="properties">The properties.</param>
    /// <param name="size">How many bytes the patch has as UTF-8.</param>
    public static JsonObject Of(string? component, JsonObject properties, out int size)
    {
        JsonObject patch = properties;
        if (component is not null)
        {
            properties.Insert(0, "__t", "c");
            patch = new JsonObject { [component] = properties };
        }

        size = Encoding.UTF8.GetByteCount(patch.ToJsonString());
        return patch;
    }

    /// <summary>At least as many bytes as the patch has as UTF-8.</summary>
    public int Size { get; set; } = size;

    /// <summary>Completes when the hub has taken the patch; fails when it has refused it.</summary>
    public Task Answered => _answered.Task;

    /// <summary>Tells everybody who waits; null for success.</summary>
    public void Complete(Exception? exception)
    {
        if (exception is null)
        {
            _answered.TrySetResult();
        }
        else
        {
            _answered.TrySetException(exception);

            // Nobody need wait for a report.
            _ = _answered.Task.Exception;
        }
    }
}
