using System.Text;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli.Tests.Serving;

public sealed class ServeSettingsTests
{
    [Fact]
    public void Users_and_groups_are_names_or_numbers_and_get_signatures_unless_more_is_said()
    {
        ServeSettings settings = Read("""{"Applications":[{"User":"root","Modules":["a"]},{"Group":"123","Modules":["b","c"],"Access":"keys"}]}""");

        Assert.Equal(ServeSettings.DefaultSocket, settings.Socket);
        Assert.Equal((0u, null), (settings.Applications[0].UserId, settings.Applications[0].GroupId));
        Assert.Contains("Access = Signatures", settings.Applications[0].ToString(), StringComparison.Ordinal);
        Assert.Equal((null, 123u), (settings.Applications[1].UserId, settings.Applications[1].GroupId));
        Assert.Contains("Access = Keys", settings.Applications[1].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "Serve:Applications is missing")]
    [InlineData("""{"Applications":[{"Modules":["a"]}]}""", "Serve:Applications:0 needs either User or Group")]
    [InlineData("""{"Applications":[{"User":"root","Group":"root","Modules":["a"]}]}""", "needs either User or Group")]
    [InlineData("""{"Applications":[{"User":"nobody-here","Modules":["a"]}]}""", "Serve:Applications:0:User is 'nobody-here'")]
    [InlineData("""{"Applications":[{"User":"root"}]}""", "Serve:Applications:0:Modules is missing")]
    [InlineData("""{"Applications":[{"User":"root","Modules":["a b"]}]}""", "has 'a b'")]
    [InlineData("""{"Applications":[{"User":"root","Modules":["a"],"Access":"All"}]}""", "Access is 'All'")]
    [InlineData("""{"Applications":[{"User":"root","Modules":["a"]},{"User":"1","Modules":["a"]}]}""", "Module 'a' is listed 2 times")]
    public void What_is_wrong_is_said_before_anything_is_served(string section, string fault)
    {
        ToolException refusal = Assert.Throws<ToolException>(() => Read(section));

        Assert.Equal(ExitCode.Usage, refusal.Exit);
        Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_cannot_be_kept_and_used_at_once()
    {
        const string Section = """{"Applications":[{"User":"root","Modules":["a"]}]}""";

        Assert.Contains("Keys:Kind is Certificate", Assert.Throws<ToolException>(() => Read(Section, ModuleKeyKind.Certificate)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_of_the_identity_service_is_left_to_it()
    {
        string folder = Directory.CreateTempSubdirectory("moduleid-aziot-").FullName;
        File.WriteAllText(Path.Combine(folder, "adu.toml"), "[[principal]]\nname = \"IoTHubDeviceUpdate\"\nidtype = [\"module\"]\nuid = 998\n");

        IdentityServiceOverlap.ThrowIfAny(["thermostat"], folder);
        ToolException refusal = Assert.Throws<ToolException>(() => IdentityServiceOverlap.ThrowIfAny(["thermostat", "IoTHubDeviceUpdate"], folder));

        Assert.Equal((ExitCode.Conflict, "IdentityServiceModule"), (refusal.Exit, refusal.Code));
        Assert.Contains("'IoTHubDeviceUpdate'", refusal.Message, StringComparison.Ordinal);
    }

    private static ServeSettings Read(string section, ModuleKeyKind keys = ModuleKeyKind.HubKey)
    {
        using MemoryStream json = new(Encoding.UTF8.GetBytes($$"""{"Serve":{{section}}}"""));
        return ServeSettings.Read(new ConfigurationBuilder().AddJsonStream(json).Build(), new AgentHost().Accounts, keys);
    }
}
