using System.Diagnostics;
using System.Net.Security;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>
/// What a device proves itself with: it signs tokens, or it takes part in the TLS handshake. The same credential serves the Device Provisioning
/// Service, the hub's registry and the hub. It never hands out a key.
/// </summary>
[DebuggerDisplay("***")]
internal abstract class Credential
{
    /// <summary>The certificate for the TLS handshake, with its intermediates; null when tokens do the proving.</summary>
    [JsonIgnore]
    public virtual SslStreamCertificateContext? Certificate => null;

    /// <summary>Takes up a certificate that was renewed where it comes from. To be called before each handshake; cheap when nothing is new.</summary>
    public virtual void Refresh()
    {
    }

    /// <summary>Has renewals told to a log.</summary>
    public virtual void ReportTo(ILogger logger)
    {
    }

    /// <summary>Makes a shared access signature.</summary>
    /// <param name="resource">What is opened, unescaped and without scheme, for example <c>{hub}/devices/{device}</c>.</param>
    /// <param name="expiry">When the token ends.</param>
    /// <param name="keyName"><c>registration</c> for the Device Provisioning Service, null for a hub.</param>
    /// <param name="cancellationToken">Ends the wait: a key may live in another process or a chip.</param>
    /// <returns>The token, or null when the TLS handshake has done the proving.</returns>
    public abstract ValueTask<string?> CreateTokenAsync(
        string resource, DateTimeOffset expiry, string? keyName = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// A 32-byte secret that only this credential gives, always the same for one purpose; null when it cannot give one.
    /// </summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public abstract ValueTask<byte[]?> DeriveSecretAsync(string purpose, CancellationToken cancellationToken);

    /// <summary>Keeps what is inside out of logs.</summary>
    public sealed override string ToString() => "***";
}
