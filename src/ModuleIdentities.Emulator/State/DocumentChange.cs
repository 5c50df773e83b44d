namespace ModuleIdentities.Emulator.State;

/// <summary>One write of a commit: the new content of a document, or its removal when <see cref="Content"/> is null.</summary>
internal sealed record DocumentChange(string Table, string Key, ReadOnlyMemory<byte>? Content, long ExpectedVersion)
{
    /// <summary>The document must not exist yet.</summary>
    public const long Absent = 0;

    /// <summary>The document may have any version or be absent.</summary>
    public const long Any = -1;

    /// <summary>Whether the change may be applied to a document of <paramref name="version"/>, which is <see cref="Absent"/> when there is none.</summary>
    public bool Fits(long version) => ExpectedVersion == Any || ExpectedVersion == version;
}
