namespace ModuleIdentities.Agents.Tests;

/// <summary>What a diff may show of a secret.</summary>
public sealed class SecretMaskTests
{
    private const string Key = "ab/cd+EXQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8=";

    [Fact]
    public void A_key_that_JSON_escapes_is_masked_whole_and_has_the_fingerprint_of_the_key()
    {
        string plain = SecretMask.Apply($"HostName=h;SharedAccessKey={Key}");
        string escaped = SecretMask.Apply($$"""{"connectionData":"HostName=h;SharedAccessKey={{Key.Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002b", StringComparison.Ordinal)}}"}""");

        Assert.Equal($$"""{"connectionData":"{{plain}}"}""", escaped);
        Assert.DoesNotContain("EXQV", escaped, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_password_of_a_proxy_is_masked()
    {
        Assert.Matches("^\"IothubModule_ProxyConfig\": \"10.0.0.1,3128,me,\\*\\*\\*[0-9a-f]{12}\"$", SecretMask.Apply("\"IothubModule_ProxyConfig\": \"10.0.0.1,3128,me,hush\""));
        Assert.Equal("\"IothubModule_ProxyConfig\": \"10.0.0.1,3128\"", SecretMask.Apply("\"IothubModule_ProxyConfig\": \"10.0.0.1,3128\""));
        Assert.Matches(@"^http_proxy=""http://me:\*\*\*[0-9a-f]{12}@10\.0\.0\.1:3128""$", SecretMask.Apply(@"http_proxy=""http://me:h\\@sh@10.0.0.1:3128"""));
        Assert.Equal("http_proxy=\"http://10.0.0.1:3128\"", SecretMask.Apply("http_proxy=\"http://10.0.0.1:3128\""));
    }

    [Fact]
    public void What_is_masked_stays_as_it_is()
    {
        string masked = SecretMask.Apply($"SharedAccessKey={Key};\n\"Proxy\": \"h,1,me,hush\"\nhttp://me:hush@h:1\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");

        Assert.Equal(masked, SecretMask.Apply(masked));
        Assert.DoesNotContain("AAAA", masked, StringComparison.Ordinal);
    }
}
