using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class AppSettingsAnalyzerTests
{
    [Fact]
    public Task Right_settings() => VerifyAsync(
        """
        {
          // Comments and trailing commas are .NET's.
          "Logging": { "LogLevel": { "Default": "Information" } },
          "ModuleIdentities": {
            "Provisioning": { "IdScope": "0ne00ABCDEF", "registrationid": "line-4", "Transport": "https", "Timeout": "00:02:00", "Payload": null, },
            "Network": { "MqttPort": "8883", "HttpsPort": 443, "Proxy": "http://proxy:3128", "Transport": 1 },
            "Cache:Directory": "/var/lib/x",
            "UseEmulator": "False",
            "Emulator": { "StateFile": "x.db", "Whatever": {} },
          },
        }
        """);

    [Fact]
    public Task Unknown_keys_and_what_was_meant() => VerifyAsync(
        """
        {
          "ModuleIdentities": {
            "UseEmulator": true,
            "{|MID0040:IdScope|}": "0ne00ABCDEF",
            "Provisioning": { "{|MID0040:IDScop|}": "0ne00ABCDEF", "SymmetricKey": { "{|MID0040:Nonsense|}": { "NotLookedAt": 1 } } },
            "Network:{|MID0040:MqqtPort|}": 1,
            "{|MID0040:Netwrk|}:MqttPort": 1
          }
        }
        """,
        "'ModuleIdentities:IdScope' is no option of ModuleIdentities and has no effect; did you mean 'ModuleIdentities:Provisioning:IdScope'?",
        "'ModuleIdentities:Provisioning:IDScop' is no option of ModuleIdentities and has no effect; did you mean 'IdScope'?",
        "'ModuleIdentities:Provisioning:SymmetricKey:Nonsense' is no option of ModuleIdentities and has no effect; "
            + "the options of 'SymmetricKey' are KeyPath, PrimaryKey",
        "'ModuleIdentities:Network:MqqtPort' is no option of ModuleIdentities and has no effect; did you mean 'MqttPort'?",
        "'ModuleIdentities:Netwrk' is no option of ModuleIdentities and has no effect; did you mean 'Network'?");

    [Theory]
    [InlineData("ModuleIdentity")]
    [InlineData("ModulIdentities")]
    public Task Misspelled_section(string name) => VerifyAsync(
        $$"""{ "{|MID0040:{{name}}|}": { "UseEmulator": true } }""",
        $"'{name}' is no option of ModuleIdentities and has no effect; did you mean 'ModuleIdentities'?");

    [Theory]
    [InlineData("Provisioning:IdScope", "\"0ne-00\"", "an ID scope has only letters and digits, for example 0ne00ABCDEF")]
    [InlineData("Provisioning:RegistrationId", "\"line 4\"", "a registration id has up to 128 letters, digits and - . _ : and ends in a letter, a digit or -")]
    [InlineData("Provisioning:GlobalEndpoint", "\"https://x/\"", "write a host name without scheme, port or path")]
    [InlineData("Provisioning:Transport", "\"Amqp\"", "write one of Mqtt, MqttWebSocket, Https")]
    [InlineData("Provisioning:Transport", "3", "write one of Mqtt, MqttWebSocket, Https")]
    [InlineData("Provisioning:Timeout", "\"soon\"", "write a duration as hours:minutes:seconds, for example 00:00:30")]
    [InlineData("Provisioning:Timeout", "30", "a plain number counts days; write a duration as hours:minutes:seconds, for example 00:00:30")]
    [InlineData("Network:OperationTimeout", "\"00:00:00.5\"", "write a duration of at least 1 second, for example 00:00:30")]
    [InlineData("Network:MqttPort", "70000", "write a port, 1 to 65535")]
    [InlineData("Network:HttpsPort", "\"https\"", "write a port, 1 to 65535")]
    [InlineData("Network:Proxy", "\"proxy:3128\"", "write an absolute http or https address, for example http://proxy:3128")]
    [InlineData("UseEmulator", "\"yes\"", "write true or false")]
    [InlineData("Network", "8883", "write an object with its options")]
    [InlineData("Cache:Directory", "[ \"a\" ]", "write one value, no object or array")]
    public Task Invalid_value(string path, string value, string advice) => VerifyAsync(
        $$"""{ "ModuleIdentities:{{path}}": {|MID0042:{{value}}|}, "ModuleIdentities": { "Provisioning": { "ConnectionString": "from elsewhere" } } }""",
        $"Value of 'ModuleIdentities:{path}' is invalid; {advice}");

    [Fact]
    public Task Missing_keys_of_an_enrolment() => VerifyAsync(
        """{ "ModuleIdentities": { "Provisioning": { "SymmetricKey": { "{|MID0041:{|MID0041:KeyPath|}|}": "/etc/key" } } } }""",
        "'ModuleIdentities:Provisioning:SymmetricKey:KeyPath' is set, but 'ModuleIdentities:Provisioning:IdScope' is in no appsettings file of the project; add it",
        "'ModuleIdentities:Provisioning:SymmetricKey:KeyPath' is set, but 'ModuleIdentities:Provisioning:RegistrationId' is in no appsettings file of the project; add it");

    [Fact]
    public Task What_another_file_has_is_not_missing() => AnalyzerTest.VerifySettingsAsync(
    [
        ("/src/appsettings.json", """{ "ModuleIdentities": { "Provisioning": { "RegistrationId": "a", "X509": { "Path": "x.pem" } } } }"""),
        ("/src/appsettings.Production.json", """{ "ModuleIdentities": { "Provisioning": { "IdScope": "0ne" } } }"""),
    ]);

    [Theory]
    [InlineData("\"SymmetricKey\": { \"PrimaryKey\": \"{|MID0043:KEY|}\" }", "SymmetricKey:PrimaryKey")]
    [InlineData("\"X509\": { \"Password\": \"{|MID0043:x|}\" }", "X509:Password")]
    [InlineData("\"X509\": { \"Password\": {|MID0043:\"\\u0041\"|} }", "X509:Password")]
    [InlineData("\"ConnectionString\": \"HostName=h.net;DeviceId=d;SharedAccessKey={|MID0043:KEY|}\"", "ConnectionString")]
    public Task Secret_in_a_file_that_is_committed(string member, string path) => VerifyAsync(
        Filled(member),
        $"The secret of 'ModuleIdentities:Provisioning:{path}' is in a file that is committed with the source; "
            + "keep it in user secrets, in an environment variable, or in a file of the device");

    [Fact]
    public Task Secret_in_the_developers_file() => AnalyzerTest.VerifySettingsAsync(
        [("/src/appsettings.Development.json", Filled("\"SymmetricKey\": { \"PrimaryKey\": \"KEY\" }"))]);

    [Theory]
    [InlineData("appsettings.json")]
    [InlineData("appsettings.Development.json")]
    public Task Connection_string_of_the_hub(string name) => AnalyzerTest.VerifySettingsAsync(
        [(name, Filled("\"ConnectionString\": \"HostName=h.net;{|MID0044:SharedAccessKeyName=iothubowner|};SharedAccessKey=KEY\""))],
        "'ModuleIdentities:Provisioning:ConnectionString' has SharedAccessKeyName: it is a credential of the hub, which opens every device and must never be on one; "
            + "use the Device Provisioning Service, or the device's own connection string");

    [Fact]
    public Task Connection_string_of_the_hub_in_another_section() => VerifyAsync(
        """{ "ConnectionStrings": { "Hubs": [ "HostName=h.net;{|MID0044:SharedAccessKeyName=service|};SharedAccessKey=" ] } }""",
        "'ConnectionStrings:Hubs:0' has SharedAccessKeyName: it is a credential of the hub, which opens every device and must never be on one; "
            + "use the Device Provisioning Service, or the device's own connection string");

    [Fact]
    public Task Key_that_is_given_twice() => VerifyAsync(
        """{ "ModuleIdentities": { "UseEmulator": true, "Network": { "MqttPort": 1 }, "{|MID0045:useEmulator|}": true }, "ModuleIdentities:Network": { "{|MID0045:MqttPort|}": 2 } }""",
        "'ModuleIdentities:useEmulator' is given twice, and the program will not start; remove one",
        "'ModuleIdentities:Network:MqttPort' is given twice, and the program will not start; remove one");

    [Fact]
    public Task File_that_is_no_JSON() => VerifyAsync(
        """{ "ModuleIdentities": { "UseEmulator": {|MID0046:T|}rue } }""",
        "appsettings.json is no JSON from here on, and the program will not start");

    [Fact]
    public Task File_that_ends_early() => VerifyAsync(
        """{ "ModuleIdentities": {{|MID0046:|}""",
        "appsettings.json is no JSON from here on, and the program will not start");

    [Fact]
    public Task File_of_another_name_or_concern_is_not_looked_at() => AnalyzerTest.VerifySettingsAsync(
        [("settings.json", """{ "ModuleIdentities": { "Nonsense": 1 } }"""), ("appsettings.json", "Not even JSON")]);

    private static Task VerifyAsync(string markedText, params string[] messages) =>
        AnalyzerTest.VerifySettingsAsync([("appsettings.json", markedText)], messages);

    private static string Filled(string member) =>
        $$"""{ "ModuleIdentities": { "UseEmulator": true, "Provisioning": { {{member.Replace("KEY", Secret.Key, StringComparison.Ordinal)}} } } }""";
}
