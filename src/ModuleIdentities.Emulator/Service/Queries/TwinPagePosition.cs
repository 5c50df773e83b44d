using System.Globalization;
using System.Text;

namespace ModuleIdentities.Emulator.Service.Queries;

/// <summary>How far a query has come: how many rows were returned, and the key of the last. To clients it is an opaque text.</summary>
internal sealed record TwinPagePosition(int Returned, string? After)
{
    public static TwinPagePosition Start { get; } = new(0, null);

    /// <exception cref="HubRefusedException">The text is none that a query has answered with.</exception>
    public static TwinPagePosition Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Start;
        }

        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [string returned, string after]
            && int.TryParse(returned, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? new TwinPagePosition(count, after)
            : throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "The continuation token is none of this hub.");
    }

    public override string ToString() => Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Returned}:{After}")));
}
