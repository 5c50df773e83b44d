using System.Collections;

namespace ModuleIdentities.Emulator;

/// <summary>The hubs of the emulator; the first is the one whose name the emulator has.</summary>
public sealed class EmulatedHubs : IReadOnlyList<EmulatedHub>
{
    private readonly EmulatedHub[] _hubs;

    internal EmulatedHubs(IEnumerable<EmulatedHub> hubs) => _hubs = [.. hubs];

    /// <inheritdoc/>
    public int Count => _hubs.Length;

    /// <inheritdoc/>
    public EmulatedHub this[int index] => _hubs[index];

    /// <summary>The hub of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public EmulatedHub this[string hostName] =>
        _hubs.FirstOrDefault(hub => string.Equals(hub.HostName, hostName, StringComparison.OrdinalIgnoreCase))
        ?? throw new KeyNotFoundException($"'{hostName}' is not a hub of this emulator; it has {string.Join(", ", _hubs.Select(hub => hub.HostName))}.");

    /// <inheritdoc/>
    public IEnumerator<EmulatedHub> GetEnumerator() => ((IEnumerable<EmulatedHub>)_hubs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
