namespace ModuleIdentities.Tests.Infrastructure;

internal static class Keys
{
    /// <summary>The bytes 0 to 31: no secret, and expected values are easy to compute elsewhere.</summary>
    public const string Counting = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
}
