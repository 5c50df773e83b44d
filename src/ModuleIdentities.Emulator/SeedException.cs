namespace ModuleIdentities.Emulator;

/// <summary>A seed that cannot be. The message names the file, the line and the path in it, as far as there are such, and what is wrong.</summary>
public sealed class SeedException : Exception
{
    internal SeedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
