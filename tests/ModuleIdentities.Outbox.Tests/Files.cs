namespace ModuleIdentities.Outbox.Tests;

/// <summary>A directory of one test, with the file of an outbox in it.</summary>
internal sealed class Files : IDisposable
{
    public string Folder { get; } = System.IO.Directory.CreateTempSubdirectory("moduleidentities-outbox-").FullName;

    public string Outbox => Path.Combine(Folder, "outbox", "pump.outbox");

    public IReadOnlyList<string> SetAside => [.. System.IO.Directory.GetFiles(Path.GetDirectoryName(Outbox)!, "*.set-aside-*").Order()];

    public SqliteMessageStore Store() => new(Outbox, TimeProvider.System);

    public SqliteMessageStore OpenStore()
    {
        SqliteMessageStore store = Store();
        store.Open();
        return store;
    }

    public static StoredMessage Message(long number, string body = "{}") =>
        new(number, DateTimeOffset.UnixEpoch.AddYears(60).AddSeconds(number), $"&%24.mid=test-{number}", System.Text.Encoding.UTF8.GetBytes(body));

    public void Dispose() => System.IO.Directory.Delete(Folder, recursive: true);
}
