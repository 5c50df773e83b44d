using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service;

/// <summary>The tables whose documents belong to a device or module, and go when it goes.</summary>
internal static class BelongingsTables
{
    /// <summary>One document for each device and module that has a twin which was written.</summary>
    public const string Twins = "twins";

    /// <summary>One document for each device and module with a persistent MQTT session.</summary>
    public const string Sessions = "sessions";

    /// <summary>The changes that remove what a device or module owns, for the commit that removes the identity.</summary>
    public static IEnumerable<DocumentChange> Removal(PrincipalId principal)
    {
        string key = principal.ToString();
        yield return new DocumentChange(Twins, key, null, DocumentChange.Any);
        yield return new DocumentChange(Sessions, key, null, DocumentChange.Any);
    }
}
