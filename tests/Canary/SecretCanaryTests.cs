namespace ModuleIdentities.Canary;

public sealed class SecretCanaryTests
{
    private const string Key = "/+8BAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4=";

    [Fact]
    public void It_finds_a_key_in_every_form()
    {
        foreach ((string form, string value) in SecretForms.Of(Key))
        {
            string found = Assert.Single(SecretCanary.Find([$"before {value} after"], [Key]).Take(1));
            Assert.False(found.Contains(value, StringComparison.Ordinal), form);
        }

        Assert.Empty(SecretCanary.Find(["nothing here"], [Key]));
    }

    [Fact]
    public void It_finds_a_token() => Assert.Equal(
        ["a token in: SharedAccessSignature sr=hub&<TOKEN>&se=1"],
        SecretCanary.Find([$"SharedAccessSignature sr=hub&sig={Uri.EscapeDataString(Key)}&se=1"], []));
}
