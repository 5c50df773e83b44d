namespace ModuleIdentities.Canary;

/// <summary>The forms in which a key may show itself.</summary>
internal static class SecretForms
{
    public static IEnumerable<(string Form, string Value)> Of(string secret)
    {
        yield return ("it is", secret);
        yield return ("URL-encoded", Uri.EscapeDataString(secret));
        yield return ("URL-encoded in lower case", System.Net.WebUtility.UrlEncode(secret).Replace("%2B", "%2b", StringComparison.Ordinal)
            .Replace("%2F", "%2f", StringComparison.Ordinal).Replace("%3D", "%3d", StringComparison.Ordinal));
        yield return ("JSON", System.Text.Json.JsonEncodedText.Encode(secret).ToString());
        byte[] buffer = new byte[secret.Length];
        if (!Convert.TryFromBase64String(secret, buffer, out int length) || length < 16)
        {
            yield break;
        }

        byte[] bytes = buffer[..length];
        yield return ("hexadecimal", Convert.ToHexString(bytes));
        yield return ("hexadecimal in lower case", Convert.ToHexStringLower(bytes));
        yield return ("hexadecimal with dashes", BitConverter.ToString(bytes));
        yield return ("base64url", Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        yield return ("raw in Latin-1", System.Text.Encoding.Latin1.GetString(bytes));
        yield return ("raw in UTF-8", System.Text.Encoding.UTF8.GetString(bytes));
        yield return ("a list of bytes", string.Join(", ", bytes));
    }
}
