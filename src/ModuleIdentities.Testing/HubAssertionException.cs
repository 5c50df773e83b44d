namespace ModuleIdentities.Testing;

/// <summary>Something that was expected of the hub did not happen in time. The message says what happened instead.</summary>
public sealed class HubAssertionException : Exception
{
    internal HubAssertionException(string message)
        : base(message)
    {
    }
}
