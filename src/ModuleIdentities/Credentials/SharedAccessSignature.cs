using System.Globalization;

namespace ModuleIdentities;

/// <summary>Writes shared access signatures: <c>SharedAccessSignature sr={SR}&amp;sig={SIG}&amp;se={SE}[&amp;skn={SKN}]</c>.</summary>
/// <remarks>Source: "Control access to IoT Hub by using shared access signatures" (Microsoft docs).</remarks>
internal static class SharedAccessSignature
{
    /// <summary>Token life for one HTTPS request or one registration: enough for a slow link, too short to be worth stealing.</summary>
    public static readonly TimeSpan RequestLifetime = TimeSpan.FromSeconds(60);

    /// <summary>Token life of a hub connection.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromHours(1);

    /// <param name="key">The key of the principal, wherever it is.</param>
    /// <param name="resource">What is opened, unescaped and without scheme, for example <c>{hub}/devices/{device}</c>.</param>
    /// <param name="expiry">When the token ends; written as whole Unix seconds.</param>
    /// <param name="keyName"><c>registration</c> for the Device Provisioning Service, null for devices and modules.</param>
    /// <param name="cancellationToken">Ends the wait for the signature.</param>
    public static async ValueTask<string> CreateAsync(
        IKeySigner key, string resource, DateTimeOffset expiry, string? keyName = null, CancellationToken cancellationToken = default)
    {
        // The signature covers the escaped text exactly as it stands in the token.
        string sr = Uri.EscapeDataString(resource);
        string se = expiry.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signature = await key.SignAsync($"{sr}\n{se}", cancellationToken).ConfigureAwait(false);
        string sig = Uri.EscapeDataString(Convert.ToBase64String(signature));
        string token = $"SharedAccessSignature sr={sr}&sig={sig}&se={se}";
        return keyName is null ? token : $"{token}&skn={keyName}";
    }
}
