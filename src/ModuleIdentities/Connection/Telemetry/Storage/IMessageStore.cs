namespace ModuleIdentities;

/// <summary>
/// Where an outbox keeps messages: a file, or in a simulation a disk in memory. Called by one at a time; each call may last as long as the disk takes,
/// and fails with <see cref="MessageStoreException"/> only.
/// </summary>
internal interface IMessageStore : IDisposable
{
    /// <summary>Opens the store, or makes it.</summary>
    /// <returns>What an earlier process left.</returns>
    StoreContent Open();

    /// <summary>Adds and removes messages, all or none; when it returns they are through to the disk. A number that is there already is replaced.</summary>
    /// <param name="added">In ascending order of their numbers, which are higher than all before.</param>
    /// <param name="removed">Numbers; those that are not there are ignored.</param>
    void Write(IReadOnlyList<StoredMessage> added, IReadOnlyList<long> removed);

    /// <summary>Reads the next messages in order.</summary>
    /// <param name="after">The number behind which reading begins.</param>
    /// <param name="most">The most to read.</param>
    IReadOnlyList<StoredMessage> Read(long after, int most);

    /// <summary>Puts a store that is damaged or not ours out of the way, without deleting anything; <see cref="Open"/> begins a new one.</summary>
    /// <returns>Where it is now.</returns>
    string SetAside();
}

/// <summary>One message as it is kept.</summary>
/// <param name="Number">Its place in the order.</param>
/// <param name="Accepted">When it was accepted, by the clock of its time.</param>
/// <param name="Bag">The properties, the message id among them, as they are sent.</param>
/// <param name="Body">The body.</param>
internal readonly record struct StoredMessage(long Number, DateTimeOffset Accepted, string Bag, ReadOnlyMemory<byte> Body);

/// <summary>What a store holds when it is opened.</summary>
/// <param name="Messages">How many messages.</param>
/// <param name="Bytes">The bytes of their bodies.</param>
/// <param name="LastNumber">The highest number in use; 0 when there is none.</param>
internal readonly record struct StoreContent(long Messages, long Bytes, long LastNumber);

/// <summary>A store could not do what it was asked.</summary>
/// <param name="message">What is wrong, without any content.</param>
/// <param name="isDamaged">Whether the store itself is: trying again does not help, setting it aside does.</param>
/// <param name="inner">The cause.</param>
internal sealed class MessageStoreException(string message, bool isDamaged, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the store is damaged or not ours.</summary>
    public bool IsDamaged { get; } = isDamaged;
}
