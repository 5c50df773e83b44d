using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Security;

/// <summary>The certificate authorities that were uploaded to one hub, whose devices prove themselves with a chain to one of them.</summary>
internal sealed class HubAuthorities
{
    /// <summary>The most authorities that a hub can have (protocol 6.2).</summary>
    public const int Most = 25;

    private readonly IStateStore _store;
    private readonly StateTable<UploadedAuthority> _table;

    public HubAuthorities(IStateStore store)
    {
        _store = store;
        _table = new StateTable<UploadedAuthority>(store, "authorities", StateJsonContext.Default.UploadedAuthority);
    }

    /// <summary>Every authority, DER.</summary>
    public IReadOnlyList<byte[]> List() => [.. _table.List().Select(authority => authority.Value.Certificate)];

    /// <exception cref="InvalidOperationException">There are <see cref="Most"/> already.</exception>
    public void Add(X509Certificate2 authority)
    {
        if (_table.Find(authority.Thumbprint) is null && List().Count >= Most)
        {
            throw new InvalidOperationException($"A hub has at most {Most} certificate authorities.");
        }

        _store.Commit([_table.Put(authority.Thumbprint, new UploadedAuthority(authority.Subject, authority.RawData), DocumentChange.Any)]);
    }

    /// <returns>False when it is not there.</returns>
    public bool Remove(X509Certificate2 authority) =>
        _table.Find(authority.Thumbprint) is { } found && _store.Commit([_table.Remove(found.Key, found.Version)]);
}

/// <summary>A certificate authority as the state keeps it.</summary>
internal sealed record UploadedAuthority(string Subject, byte[] Certificate);
