using Microsoft.CodeAnalysis.Text;

namespace ModuleIdentities.Generator.Diagnostics.Secrets;

/// <summary>Finds in a text the credential that it carries.</summary>
/// <param name="Kind">What it opens.</param>
/// <param name="Span">The characters to point at: of a hub's the policy, otherwise the secret itself.</param>
internal sealed record CredentialText(CredentialKind Kind, TextSpan Span)
{
    /// <summary>Stands in a text for a part of it that is known only when the program runs.</summary>
    public const char Hole = '\uFFFC';

    /// <summary>
    /// The credential of a hub or a device in a text, or <see langword="null"/>. A connection string to this machine is the emulator's, whose keys are
    /// no secrets; one whose key is a placeholder is documentation.
    /// </summary>
    public static CredentialText? Find(string text)
    {
        if (text.IndexOf("SharedAccess", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return null;
        }

        ConnectionStringFields fields = ConnectionStringFields.Read(text);
        ConnectionStringFields.Field? key = fields.Find("SharedAccessKey");
        ConnectionStringFields.Field? host = fields.Find("HostName") ?? fields.Find("Endpoint");
        if (host is null ? key is null : IsThisMachine(host.Value))
        {
            return FindSignature(text);
        }

        if (fields.Find("SharedAccessKeyName") is { } policy && !IsPlaceholder(policy.Value))
        {
            return key is null || IsUnknown(key.Value) || SharedAccessKeyText.IsKey(key.Value.Trim())
                ? new CredentialText(CredentialKind.Hub, TextSpan.FromBounds(policy.Start, policy.End))
                : null;
        }

        return key is not null && SharedAccessKeyText.IsKey(key.Value.Trim())
            ? new CredentialText(CredentialKind.Device, TextSpan.FromBounds(key.ValueStart, key.End))
            : null;
    }

    // A token is a credential too, if only until it expires.
    private static CredentialText? FindSignature(string text)
    {
        const string Prefix = "SharedAccessSignature sr=";
        int signature = text.IndexOf("&sig=", StringComparison.Ordinal) + "&sig=".Length;
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || signature < Prefix.Length)
        {
            return null;
        }

        int end = text.IndexOf('&', signature);
        TextSpan span = TextSpan.FromBounds(signature, end < 0 ? text.Length : end);
        return SharedAccessKeyText.IsKey(Uri.UnescapeDataString(text.Substring(span.Start, span.Length)))
            ? new CredentialText(CredentialKind.Device, span)
            : null;
    }

    private static bool IsThisMachine(string host)
    {
        string name = Uri.TryCreate(host.Trim(), UriKind.Absolute, out Uri? address) && address.Host.Length > 0 ? address.Host : host.Trim().Split(':')[0];
        return name is "localhost" or "127.0.0.1" or "[::1]" or "" || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsUnknown(string value) => value.Trim().Length == 0 || value.IndexOf(Hole) >= 0 || IsFormatItem(value.Trim());

    private static bool IsFormatItem(string value) => value.Length > 2 && value[0] == '{' && value[value.Length - 1] == '}' && char.IsDigit(value[1]);

    private static bool IsPlaceholder(string value) => value.Trim() is "" or ['<', ..] or "..." or "…";
}

/// <summary>What a credential opens.</summary>
internal enum CredentialKind
{
    /// <summary>Every device of a hub, or another service.</summary>
    Hub,

    /// <summary>One device.</summary>
    Device,
}
