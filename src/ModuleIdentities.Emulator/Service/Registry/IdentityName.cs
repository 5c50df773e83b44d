using System.Buffers;

namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>The rule for device and module ids (protocol 6.1).</summary>
internal static class IdentityName
{
    private const int Longest = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.+%_#*?!(),:=@$';");

    public static bool IsValid(string id) => id.Length is > 0 and <= Longest && !id.AsSpan().ContainsAnyExcept(Allowed);

    /// <exception cref="HubRefusedException">The id is not one.</exception>
    public static void Require(string id, string what)
    {
        if (!IsValid(id))
        {
            throw new HubRefusedException(HubErrorCode.ArgumentInvalid, $"The {what} is empty, longer than {Longest} characters, or has a character that is not allowed.");
        }
    }
}
