namespace ModuleIdentities;

/// <summary>A symmetric key, wherever it is kept: in this process, in another one, or in a chip. It signs; it never shows itself.</summary>
internal interface IKeySigner
{
    /// <summary>The HMAC-SHA256 of a text's UTF-8 bytes under the key: 32 bytes.</summary>
    /// <param name="text">What to sign.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ModuleIdentityException">Where the key is kept, it could not be used.</exception>
    ValueTask<byte[]> SignAsync(string text, CancellationToken cancellationToken = default);
}
