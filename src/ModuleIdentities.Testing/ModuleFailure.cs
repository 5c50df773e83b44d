namespace ModuleIdentities.Testing;

/// <summary>Makes the exceptions that a module throws, for a fake to throw them.</summary>
public static class ModuleFailure
{
    /// <summary>An exception of a kind, with nothing of a service in it.</summary>
    /// <param name="code">The kind.</param>
    /// <param name="wasSent">Whether the message has left the process, and may have arrived: see <see cref="ModuleIdentityException.WasSent"/>.</param>
    public static ModuleIdentityException Of(ModuleIdentityErrorCode code, bool wasSent = false) =>
        new(code, $"A test lets this fail as {code}", "Look at the test") { WasSent = wasSent };
}
