using System.Globalization;
using ModuleIdentities.Emulator.Wire.Http;

namespace ModuleIdentities.Emulator.Wire.Management;

/// <summary>The parameters of a query, read with an error that tells what is wrong.</summary>
internal static class ManagementQuery
{
    /// <exception cref="FormatException">There is a parameter of another name.</exception>
    public static void RequireKnown(HttpCall call, params string[] names)
    {
        if (call.QueryNames.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw new FormatException($"'{unknown}' is no parameter; there are {string.Join(", ", names[..^1])} and {names[^1]}.");
        }
    }

    /// <summary>A whole number; <paramref name="usual"/> when it is not given.</summary>
    /// <exception cref="FormatException">It is not a number from 0 to <paramref name="most"/>.</exception>
    public static int Number(HttpCall call, string name, int usual, int most = int.MaxValue)
    {
        if (call.Query(name) is not { } text)
        {
            return usual;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most
            ? number
            : throw new FormatException($"'{name}' is a number from 0 to {most.ToString(CultureInfo.InvariantCulture)}.");
    }

    /// <summary>The hub that <c>hub</c> names; the first when it is not given.</summary>
    /// <exception cref="FormatException">There is no such hub.</exception>
    public static HubServices Hub(HttpCall call, EmulatorRoot root) => call.Query("hub") is not { } name
        ? root.Hubs[0]
        : root.FindHub(name) ?? throw new FormatException($"'{name}' is no hub of this emulator; there are {string.Join(", ", root.Hubs.Select(hub => hub.Settings.HostName))}.");
}
