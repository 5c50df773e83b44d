using System.Text;
using Microsoft.Data.Sqlite;

namespace ModuleIdentities.Outbox.Tests;

public sealed class SqliteMessageStoreTests : IDisposable
{
    private readonly Files _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void What_is_written_is_read_back_in_order_by_the_next_process()
    {
        using (SqliteMessageStore store = _files.OpenStore())
        {
            store.Write([Files.Message(1, """{"a":1}"""), Files.Message(2), Files.Message(3)], []);
            store.Write([Files.Message(4)], [2]);
        }

        using SqliteMessageStore next = _files.Store();
        Assert.Equal(new StoreContent(3, 11, 4), next.Open());
        IReadOnlyList<StoredMessage> read = next.Read(0, 2);
        Assert.Equal([1, 3], read.Select(message => message.Number));
        Assert.Equal(("""{"a":1}""", "&%24.mid=test-1", Files.Message(1).Accepted), (Encoding.UTF8.GetString(read[0].Body.Span), read[0].Bag, read[0].Accepted));
        Assert.Equal([4], next.Read(3, 10).Select(message => message.Number));
        Assert.Empty(next.Read(4, 10));
    }

    [Fact]
    public void A_number_that_is_there_is_replaced_and_one_that_is_not_is_removed_without_ado()
    {
        using SqliteMessageStore store = _files.OpenStore();
        store.Write([Files.Message(1)], []);
        store.Write([Files.Message(1, "[]")], [77]);

        Assert.Equal("[]", Encoding.UTF8.GetString(Assert.Single(store.Read(0, 10)).Body.Span));
    }

    [Fact]
    public void Only_its_owner_can_read_the_file()
    {
        using SqliteMessageStore store = _files.OpenStore();
        store.Write([Files.Message(1)], []);
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        string folder = Path.GetDirectoryName(_files.Outbox)!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.NotEmpty(Directory.GetFiles(folder));
        foreach (string file in Directory.GetFiles(folder))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public void A_second_process_is_told_that_the_file_is_in_use()
    {
        using SqliteMessageStore first = _files.OpenStore();
        using SqliteMessageStore second = _files.Store();

        MessageStoreException exception = Assert.Throws<MessageStoreException>(() => second.Open());

        Assert.False(exception.IsDamaged);
        Assert.Contains("another process", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a text that is no database, and long enough to have a header of its own, which SQLite reads first of all, one hundred bytes of it")]
    [InlineData("short")]
    public void A_file_that_is_no_database_is_damaged(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_files.Outbox)!);
        File.WriteAllText(_files.Outbox, content);

        AssertDamagedAndReplaced(() => Assert.Equal(content, File.ReadAllText(Assert.Single(_files.SetAside))));
    }

    [Fact]
    public void Another_programs_database_is_not_touched()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_files.Outbox)!);
        Run("CREATE TABLE theirs (x)", "INSERT INTO theirs VALUES (42)");

        AssertDamagedAndReplaced(() => { });
    }

    [Fact]
    public void A_file_of_a_newer_version_is_set_aside()
    {
        _files.OpenStore().Dispose();
        Run("PRAGMA user_version = 2");

        AssertDamagedAndReplaced(() => { });
    }

    [Fact]
    public void A_torn_file_is_damaged()
    {
        using (SqliteMessageStore store = _files.OpenStore())
        {
            store.Write([.. Enumerable.Range(1, 200).Select(number => Files.Message(number, new string('x', 500)))], []);
        }

        using (FileStream file = new(_files.Outbox, FileMode.Open))
        {
            file.SetLength(file.Length / 3);
        }

        AssertDamagedAndReplaced(() => { });
    }

    [Fact]
    public void A_write_that_was_not_finished_when_the_machine_died_is_as_if_it_had_never_begun()
    {
        using (SqliteMessageStore store = _files.OpenStore())
        {
            store.Write([Files.Message(1)], []);
            store.Write([Files.Message(2)], []);

            // The disk as it is with the last write half done: all but the end of the log.
            string copy = Path.Combine(_files.Folder, "copy.outbox");
            File.Copy(_files.Outbox, copy);
            byte[] log = ReadShared(_files.Outbox + "-wal");
            File.WriteAllBytes(copy + "-wal", log[..^100]);
        }

        using SqliteMessageStore torn = new(Path.Combine(_files.Folder, "copy.outbox"), TimeProvider.System);
        Assert.Equal(1, torn.Open().Messages);
        torn.Write([Files.Message(2)], [1]);
        Assert.Equal([2], torn.Read(0, 10).Select(message => message.Number));
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_no_damage()
    {
        File.WriteAllText(Path.Combine(_files.Folder, "outbox"), "a file where the directory should be");
        using SqliteMessageStore store = _files.Store();

        Assert.False(Assert.Throws<MessageStoreException>(() => store.Open()).IsDamaged);
    }

    [Fact]
    public void The_file_gets_smaller_when_it_has_run_empty()
    {
        using SqliteMessageStore store = _files.OpenStore();
        for (int number = 1; number <= 20; number++)
        {
            store.Write([Files.Message(number, new string('x', 512 * 1024))], []);
        }

        store.Write([], [.. Enumerable.Range(1, 20).Select(number => (long)number)]);
        store.Dispose();

        Assert.InRange(new FileInfo(_files.Outbox).Length, 4096, 1024 * 1024);
    }

    private void AssertDamagedAndReplaced(Action look)
    {
        using SqliteMessageStore store = _files.Store();
        Assert.True(Assert.Throws<MessageStoreException>(() => store.Open()).IsDamaged);
        string place = store.SetAside();
        Assert.Equal([place], _files.SetAside);
        look();

        Assert.Equal(default, store.Open());
        store.Write([Files.Message(1)], []);
        Assert.Single(store.Read(0, 10));
    }

    private void Run(params string[] statements)
    {
        using SqliteConnection connection = new($"Data Source={_files.Outbox};Pooling=False");
        connection.Open();
        foreach (string statement in statements)
        {
            using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
            command.CommandText = statement;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }

    private static byte[] ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
