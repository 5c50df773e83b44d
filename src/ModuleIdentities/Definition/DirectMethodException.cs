namespace ModuleIdentities;

/// <summary>Thrown by a <see cref="DirectMethodAttribute"/> method to answer with a status and a message of its own.</summary>
/// <param name="status">The status, in the manner of an HTTP status; it travels to the caller as it is.</param>
/// <param name="message">What went wrong, for the caller: it leaves the device.</param>
/// <param name="innerException">The cause; it stays on the device.</param>
public sealed class DirectMethodException(int status, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The status, in the manner of an HTTP status.</summary>
    public int Status { get; } = status;
}
