using System.Buffers;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The rule for registration ids (protocol 6.1). They are case-insensitive.</summary>
internal static class RegistrationId
{
    private const int Longest = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:");

    public static bool IsValid(string id) =>
        id.Length is > 0 and <= Longest && !id.AsSpan().ContainsAnyExcept(Allowed) && (char.IsAsciiLetterOrDigit(id[^1]) || id[^1] == '-');

    /// <summary>The key under which the state keeps what belongs to the id.</summary>
    public static string Key(string id) => id.ToLowerInvariant();
}
