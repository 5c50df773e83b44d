namespace ModuleIdentities;

/// <summary>A direct method's answer without a payload.</summary>
/// <param name="Status">The status, in the manner of an HTTP status; it travels to the caller as it is.</param>
public readonly record struct MethodResponse(int Status)
{
    /// <summary>An answer with status 200.</summary>
    /// <typeparam name="T">What the answer carries.</typeparam>
    /// <param name="payload">What the answer carries, at most 128 KB as JSON.</param>
    public static MethodResponse<T> Ok<T>(T payload) => new(200, payload);
}

/// <summary>A direct method's answer.</summary>
/// <typeparam name="T">What the answer carries.</typeparam>
/// <param name="Status">The status, in the manner of an HTTP status; it travels to the caller as it is.</param>
/// <param name="Payload">What the answer carries, at most 128 KB as JSON.</param>
public readonly record struct MethodResponse<T>(int Status, T Payload);
