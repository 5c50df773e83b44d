namespace ModuleIdentities;

/// <summary>A key that another process of this device keeps, and signs with.</summary>
/// <param name="sign">Has it sign a text.</param>
internal sealed class LocalSigner(Func<string, CancellationToken, Task<byte[]>> sign) : IKeySigner
{
    public async ValueTask<byte[]> SignAsync(string text, CancellationToken cancellationToken = default) =>
        await sign(text, cancellationToken).ConfigureAwait(false);
}
