namespace ModuleIdentities;

/// <summary>The next thing to be done with a store.</summary>
/// <param name="Kind">What.</param>
internal sealed record StoreWork(StoreWorkKind Kind)
{
    /// <summary>The number behind which to read.</summary>
    public long After { get; init; }

    /// <summary>How many to read.</summary>
    public int Most { get; init; }

    /// <summary>What to write.</summary>
    public List<StoredMessage> Added { get; init; } = [];

    /// <summary>Those of <see cref="Added"/> whose senders wait for it.</summary>
    public List<OutgoingMessage> Accepted { get; init; } = [];

    /// <summary>What to delete.</summary>
    public List<long> Removed { get; init; } = [];
}

/// <summary>What is to be done with a store.</summary>
internal enum StoreWorkKind
{
    /// <summary>Open it.</summary>
    Open,

    /// <summary>Read the next messages.</summary>
    Read,

    /// <summary>Add and delete messages.</summary>
    Write,
}
