using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Options;

/// <summary>Options about where keys are: a TPM, and the master key that others are derived from.</summary>
public sealed class KeyPlaceOptionsTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-places-").FullName;

    [Theory]
    [InlineData("Provisioning:Tpm:KeyHandle", "0x81800000", "Provisioning:Tpm:KeyHandle is '0x81800000'; it must be 0x81000000 to 0x817FFFFF")]
    [InlineData("Provisioning:Tpm:KeyHandle", "81000100", "Provisioning:Tpm:KeyHandle is '81000100'; it must be 0x81000000 to 0x817FFFFF")]
    [InlineData("Provisioning:Transport", "Mqtt", "Provisioning:Transport is Mqtt; with Tpm it must be Https, or left out")]
    [InlineData("Provisioning:SymmetricKey:PrimaryKey", Keys.Counting, "Provisioning:SymmetricKey:PrimaryKey is set together with EnrollmentGroup, X509 or Tpm; set one of the four")]
    public void A_TPM_that_cannot_be_used_so_is_told(string key, string value, string fault) => Assert.Equal(
        $"ModuleIdentities:{fault}. See docs/configuration.md.", Assert.Single(Faults(("Provisioning:Tpm:Tcti", "device:/dev/tpmrm0"), (key, value))));

    [Theory]
    [InlineData(null, ProvisioningTransport.Mqtt)]
    [InlineData("device:/dev/tpmrm0", ProvisioningTransport.Https)]
    public void The_service_is_spoken_to_over_MQTT_and_with_a_TPM_over_HTTPS(string? tcti, ProvisioningTransport expected) =>
        Assert.Equal(expected, new ProvisioningOptions { Tpm = { Tcti = tcti } }.UsedTransport);

    [Fact]
    public void A_TPM_may_be_turned_on_after_the_configuration_was_read() => Assert.Empty(Faults(("Provisioning:Tpm:Tcti", "device:/dev/tpmrm0")));

    [Fact]
    public void A_master_key_is_a_file_with_32_bytes_or_more()
    {
        string good = Write("good", Convert.ToBase64String(new byte[32]));
        string shorter = Write("short", Convert.ToBase64String(new byte[31]));
        string other = Write("other", "no base64");

        Assert.Empty(Derived(("Keys:MasterKey:Path", good)));
        Assert.EndsWith("which is not base64 of 32 to 64 bytes (openssl rand -base64 32). See docs/configuration.md.", Assert.Single(Derived(("Keys:MasterKey:Path", shorter))), StringComparison.Ordinal);
        Assert.EndsWith("which is not base64 of 32 to 64 bytes (openssl rand -base64 32). See docs/configuration.md.", Assert.Single(Derived(("Keys:MasterKey:Path", other))), StringComparison.Ordinal);
        Assert.Contains("which cannot be read (FileNotFoundException)", Assert.Single(Derived(("Keys:MasterKey:Path", $"{good}.not"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Derived_keys_need_one_master_key_and_no_other_kind_has_any()
    {
        string good = Write("good", Convert.ToBase64String(new byte[32]));

        Assert.Contains("needs either Path or Tcti", Assert.Single(Derived()), StringComparison.Ordinal);
        Assert.Contains("needs either Path or Tcti", Assert.Single(Derived(("Keys:MasterKey:Path", good), ("Keys:MasterKey:Tcti", "device:/dev/tpmrm0"))), StringComparison.Ordinal);
        Assert.Contains(
            "is of no use with Keys:Kind HubKey",
            Assert.Single(Faults(("Provisioning:SymmetricKey:PrimaryKey", Keys.Counting), ("Keys:MasterKey:Path", good))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_systemd_credential_is_a_file_in_the_directory_that_systemd_names()
    {
        Write("master-key", Convert.ToBase64String(new byte[32]));
        string variable = $"CREDENTIALS_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, _folder);

        Assert.Empty(Derived(("Keys:MasterKey:Path", $"%{variable}%/master-key")));
    }

    private static string[] Derived(params (string Key, string Value)[] settings) =>
        Faults([("Provisioning:SymmetricKey:PrimaryKey", Keys.Counting), ("Keys:Kind", "DerivedKey"), .. settings]);

    private static string[] Faults(params (string Key, string Value)[] settings)
    {
        try
        {
            ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder().AddInMemoryCollection(
            [
                new("ModuleIdentities:Provisioning:IdScope", "0ne00ABCDEF"),
                new("ModuleIdentities:Provisioning:RegistrationId", "line-4"),
                .. settings.Select(setting => KeyValuePair.Create($"ModuleIdentities:{setting.Key}", (string?)setting.Value)),
            ]).Build());
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
