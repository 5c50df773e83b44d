using System.Globalization;
using ModuleIdentities.Generator.Diagnostics.Analyzers;
using ModuleIdentities.Generator.Diagnostics.Secrets;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class SourceSecretAnalyzerTests
{
    private const string OfHub = "This connection string has SharedAccessKeyName: it is a credential of the hub, which opens every device and must never be on one; "
        + "use the Device Provisioning Service, or the device's own connection string from configuration";

    private const string ConnectionStringPath = "ModuleIdentities:Provisioning:ConnectionString";
    private const string PrimaryKeyPath = "ModuleIdentities:Provisioning:SymmetricKey:PrimaryKey";

    /// <summary>In each, <c>KEY</c> is a key of 32 bytes.</summary>
    [Theory]
    [InlineData("""
        "HostName=h.azure-devices.net;{|MID0032:SharedAccessKeyName=iothubowner|};SharedAccessKey=KEY"
        """)]
    [InlineData("""
        @"HostName=h.azure-devices.net;{|MID0032:sharedaccesskeyname=device|};SharedAccessKey="
        """)]
    [InlineData("""
        "HostName=h.azure-devices.net;{|MID0032:SharedAccessKeyName=iothubowner|};SharedAccessKey=" + Read()
        """)]
    [InlineData("""
        $"HostName={Read()};{|MID0032:SharedAccessKeyName=service|};SharedAccessKey={Read()}"
        """)]
    [InlineData("""
        $"HostName=h.net;{|MID0032:SharedAccessKeyName={Read()|}};SharedAccessKey={Read()}"
        """)]
    [InlineData("""
        "HostName=h.net;{|MID0032:SharedAccessKey" + "Name=own" + "er|};SharedAccessKey=" + "KEY"
        """)]
    [InlineData("""
        "Endpoint=sb://example.servicebus.windows.net/;{|MID0032:SharedAccessKeyName=RootManageSharedAccessKey|};SharedAccessKey=KEY"
        """)]
    [InlineData("""
        string.Format(null, "HostName={0};{|MID0032:SharedAccessKeyName=owner|};SharedAccessKey={1}", Read(), Read())
        """)]
    [InlineData(""""
        """
            HostName=h.net;{|MID0032:SharedAccessKeyName=owner|};SharedAccessKey=KEY
            """
        """")]
    public Task Connection_string_of_a_hub(string expression) => VerifyAsync(expression, OfHub);

    [Theory]
    [InlineData("""
        "HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={|MID0033:KEY|}"
        """)]
    [InlineData("""
        "HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={|MID0033:LONG|};ModuleId=m"
        """)]
    [InlineData("""
        "HostName=h.azure-devices.net;" + "DeviceId=d;" + "SharedAccessKey=" + "{|MID0033:KEY|}"
        """)]
    [InlineData("""
        $"HostName={Read()};DeviceId=d;SharedAccessKey={|MID0033:KEY|}"
        """)]
    [InlineData("""
        "SharedAccessSignature sr=h.azure-devices.net%2Fdevices%2Fd&sig={|MID0033:ESCAPED|}&se=1700000000"
        """)]
    public Task Connection_string_or_token_of_a_device(string expression) => VerifyAsync(expression, OfDevice(ConnectionStringPath));

    [Theory]
    [InlineData("\"HostName=localhost;SharedAccessKeyName=iothubowner;SharedAccessKey=KEY\"")]
    [InlineData("\"HostName=127.0.0.1:8443;DeviceId=d;SharedAccessKey=KEY\"")]
    [InlineData("\"HostName=<hub>;SharedAccessKeyName=<policy>;SharedAccessKey=<key>\"")]
    [InlineData("\"HostName=h.net;SharedAccessKeyName=iothubowner;SharedAccessKey=...\"")]
    [InlineData("\"HostName=h.net;DeviceId=d;SharedAccessKey=\" + Read()")]
    [InlineData("\"HostName=h.net;DeviceId=d;x509=true\"")]
    [InlineData("\"Never put SharedAccessKeyName= into the source\"")]
    [InlineData("\"SharedAccessKeyName\"")]
    [InlineData("\"KEY\"")]
    [InlineData("\"SharedAccessSignature sr=\" + Read() + \"&sig=\" + Read()")]
    public Task No_secret(string expression) => VerifyAsync(expression);

    [Theory]
    [InlineData("options.Provisioning.SymmetricKey.PrimaryKey = {|MID0033:\"KEY\"|};", PrimaryKeyPath)]
    [InlineData("options.Provisioning.EnrollmentGroup.PrimaryKey = {|MID0033:\"LONG\"|};", "ModuleIdentities:Provisioning:EnrollmentGroup:PrimaryKey")]
    [InlineData("options.Provisioning.X509.Password = {|MID0033:\"hunter2\"|};", "ModuleIdentities:Provisioning:X509:Password")]
    [InlineData("options = new() { Provisioning = { SymmetricKey = { PrimaryKey = {|MID0033:\"KEY\"|} } } };", PrimaryKeyPath)]
    [InlineData("options = new() { Provisioning = new() { SymmetricKey = new KeyOptions { PrimaryKey = {|MID0033:\"KEY\"|} } } };", PrimaryKeyPath)]
    [InlineData("KeyOptions key = new() { PrimaryKey = {|MID0033:\"KEY\"|} };", PrimaryKeyPath)]
    [InlineData("string key = {|MID0033:\"KEY\"|}; options.Provisioning.SymmetricKey.PrimaryKey = key;", PrimaryKeyPath)]
    [InlineData("string word = {|MID0033:\"hunter2\"|}; options.Provisioning.X509.Password = word;", "ModuleIdentities:Provisioning:X509:Password")]
    [InlineData("string key = {|MID0033:\"KEY\"|}; _ = new KeyValuePair<string, string?>(\"ModuleIdentities:Provisioning:SymmetricKey:PrimaryKey\", key);", PrimaryKeyPath)]
    [InlineData("options.Provisioning.SymmetricKey.PrimaryKey = {|MID0033:Named|};", PrimaryKeyPath)]
    [InlineData("configuration[\"ModuleIdentities:Provisioning:SymmetricKey:PrimaryKey\"] = {|MID0033:\"KEY\"|};", PrimaryKeyPath)]
    [InlineData("_ = new Dictionary<string, string?> { [\"ModuleIdentities:Provisioning:X509:Password\"] = {|MID0033:\"x\"|} };", "ModuleIdentities:Provisioning:X509:Password")]
    [InlineData(
        "_ = new KeyValuePair<string, string?>(\"moduleidentities:Provisioning:SymmetricKey:primarykey\", {|MID0033:\"KEY\"|});",
        "moduleidentities:Provisioning:SymmetricKey:primarykey")]
    public Task Secret_given_to_an_option(string statement, string path) => VerifyStatementAsync(statement, OfDevice(path));

    [Theory]
    [InlineData("options.Provisioning.SymmetricKey.PrimaryKey = Read();")]
    [InlineData("options.Provisioning.SymmetricKey.PrimaryKey = \"\";")]
    [InlineData("options.Provisioning.SymmetricKey.PrimaryKey = \"from your vault\";")]
    [InlineData("options.Provisioning.RegistrationId = \"KEY\";")]
    [InlineData("configuration[\"Other:PrimaryKey\"] = \"KEY\";")]
    [InlineData("options.Provisioning.X509.Password = null;")]
    [InlineData("string word = \"hunter2\"; options.Provisioning.RegistrationId = word;")]
    [InlineData("string word = \"\"; options.Provisioning.X509.Password = word;")]
    public Task Nothing_secret_given_to_an_option(string statement) => VerifyStatementAsync(statement);

    [Fact]
    public Task Published_key_of_the_emulator_is_no_secret() =>
        VerifyStatementAsync($"options.Provisioning.SymmetricKey.PrimaryKey = \"{SharedAccessKeyText.EmulatorKey}\";");

    [Fact]
    public void Published_key_is_the_emulators() => Assert.Contains(
        $"DevelopmentKey = \"{SharedAccessKeyText.EmulatorKey}\"",
        File.ReadAllText(Path.Combine(RepositoryFolder.Source, "ModuleIdentities.Emulator", "IotEmulator.cs")),
        StringComparison.Ordinal);

    [Fact]
    public void Messages_repeat_no_value() => Assert.All(
        new SourceSecretAnalyzer().SupportedDiagnostics,
        descriptor => Assert.DoesNotContain("{1}", descriptor.MessageFormat.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private static Task VerifyAsync(string expression, params string[] messages) => VerifyStatementAsync($"_ = {expression.Trim()};", messages);

    private static Task VerifyStatementAsync(string statement, params string[] messages) => AnalyzerTest.VerifyAsync(
        $$"""
        using Microsoft.Extensions.Configuration;
        class Program
        {
            const string Named = "{{Secret.Key}}";
            static string Read() => "";
            static void Run(ModuleIdentityOptions options, IConfiguration configuration)
            {
                {{Fill(statement)}}
            }
        }
        """,
        messages);

    private static string Fill(string text) => text
        .Replace("ESCAPED", Uri.EscapeDataString(Secret.Key), StringComparison.Ordinal)
        .Replace("LONG", Secret.LongKey, StringComparison.Ordinal)
        .Replace("KEY", Secret.Key, StringComparison.Ordinal);

    private static string OfDevice(string path) =>
        $"This is a key, and whoever can read the source can use it; replace it at the service, and read the new one from the configuration key {path}";
}
