namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>Texts of the form of a secret, which open nothing.</summary>
internal static class Secret
{
    public static string Key { get; } = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(value => (byte)value)]);

    public static string LongKey { get; } = Convert.ToBase64String([.. Enumerable.Range(1, 64).Select(value => (byte)value)]);
}
