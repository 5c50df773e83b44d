using System.Text;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Tests.State;

/// <summary>One suite for both stores.</summary>
public sealed class StateStoreTests
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("moduleidentities-state-").FullName, "state.db");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_is_all_or_nothing(bool isDurable)
    {
        await using IStateStore store = Open(isDurable);
        Assert.True(await store.CommitAsync([Put("a", "1", DocumentChange.Absent)], TestContext.Current.CancellationToken));

        Assert.False(store.Commit([Put("b", "1", DocumentChange.Absent), Put("a", "2", DocumentChange.Absent)]));

        Assert.Null(store.Find("t", "b"));
        Assert.Equal("1", Text(store.Find("t", "a")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_change_needs_the_version_it_was_made_from(bool isDurable)
    {
        await using IStateStore store = Open(isDurable);
        store.Commit([Put("a", "1", DocumentChange.Absent)]);
        long version = store.Find("t", "a")!.Version;

        Assert.True(store.Commit([Put("a", "2", version)]));
        Assert.False(store.Commit([Put("a", "3", version)]));
        Assert.True(store.Commit([new DocumentChange("t", "a", null, DocumentChange.Any)]));
        Assert.Null(store.Find("t", "a"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lists_are_ordinal_and_paged_by_prefix(bool isDurable)
    {
        await using IStateStore store = Open(isDurable);
        store.Commit([Put("d/b"), Put("d/a"), Put("d0"), Put("D/a"), Put("d/c")]);

        Assert.Equal(["d/a", "d/b", "d/c"], store.List("t", "d/").Select(document => document.Key));
        Assert.Equal(["d/b"], store.List("t", "d/", after: "d/a", limit: 1).Select(document => document.Key));
        Assert.Equal(["D/a", "d/a", "d/b", "d/c", "d0"], store.List("t").Select(document => document.Key));
        Assert.Equal("d0", store.FindLastKey("t"));
        Assert.Null(store.FindLastKey("other"));
    }

    [Fact]
    public async Task A_file_keeps_what_was_committed_is_private_and_has_one_owner()
    {
        await using (IStateStore store = Open(isDurable: true))
        {
            await store.CommitAsync([Put("a", "1", DocumentChange.Absent)], TestContext.Current.CancellationToken);
            Assert.Throws<IOException>(() => Open(isDurable: true));
        }

        await using IStateStore again = Open(isDurable: true);
        Assert.Equal("1", Text(again.Find("t", "a")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file));
        }
    }

    private static DocumentChange Put(string key) => Put(key, key, DocumentChange.Absent);

    private static DocumentChange Put(string key, string text, long expectedVersion) => new("t", key, Encoding.UTF8.GetBytes(text), expectedVersion);

    private static string? Text(StoredDocument? document) => document is null ? null : Encoding.UTF8.GetString(document.Content.Span);

    private IStateStore Open(bool isDurable) => isDurable ? SqliteStateStore.Open(_file) : new MemoryStateStore();
}
