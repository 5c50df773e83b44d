using System.Runtime.CompilerServices;
using ModuleIdentities.Canary;

namespace ModuleIdentities.Tests.Infrastructure;

/// <summary>Keys that are no secrets, and that the canary looks for as if they were.</summary>
internal static class Keys
{
    /// <summary>The bytes 0 to 31: expected values are easy to compute elsewhere.</summary>
    public const string Counting = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    /// <summary>The bytes 16 to 47: a module's.</summary>
    public const string Module = "EBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8=";

    /// <summary>The bytes 32 to 63: somebody else's.</summary>
    public const string Other = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

#pragma warning disable CA2255 // The keys are known before any test runs.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void TellCanary()
    {
        SecretCanary.Keep(Counting);
        SecretCanary.Keep(Module);
        SecretCanary.Keep(Other);
    }
}
