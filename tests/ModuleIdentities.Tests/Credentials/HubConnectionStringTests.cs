using FsCheck;
using FsCheck.Fluent;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Credentials;

public sealed class HubConnectionStringTests
{
    private const string Valid = $"HostName=contoso.azure-devices.net;DeviceId=line-4;SharedAccessKey={Keys.Counting}";

    [Theory]
    [InlineData(Valid)]
    [InlineData($"  devicEid = line-4 ; hostname=contoso.azure-devices.net;; SHAREDACCESSKEY={Keys.Counting} ;")]
    public void Reads_fields_in_any_order_and_case(string text)
    {
        Assert.True(HubConnectionString.TryParse(text, new X509Options(), out HubConnectionString? parsed, out _));
        Assert.Equal("contoso.azure-devices.net", parsed.HubHostName);
        Assert.Equal("line-4", parsed.DeviceId);
        Assert.IsType<ModuleKey>(parsed.Secret);
        Assert.Null(parsed.ModuleId);
    }

    [Fact]
    public void Reads_the_module_of_a_module_connection_string()
    {
        Assert.True(HubConnectionString.TryParse($"{Valid};ModuleId=thermostat", new X509Options(), out HubConnectionString? parsed, out _));
        Assert.Equal("thermostat", parsed.ModuleId);
    }

    [Theory]
    [InlineData($"HostName=contoso.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey={Keys.Counting}", "opens every device of the hub")]
    [InlineData($"{Valid};SharedAccessKeyName=device", "opens every device of the hub")]
    [InlineData($"{Valid};ModuleId=$edgeHub", "does not accept")]
    [InlineData($"{Valid};ModuleId=", "does not accept")]
    [InlineData($"{Valid};GatewayHostName=edge.local", "set Network:GatewayHost instead")]
    [InlineData("HostName=contoso.azure-devices.net;DeviceId=line-4;x509=true", "needs a certificate")]
    [InlineData($"DeviceId=line-4;SharedAccessKey={Keys.Counting}", "no valid HostName")]
    [InlineData($"HostName=https://contoso;DeviceId=line-4;SharedAccessKey={Keys.Counting}", "no valid HostName")]
    [InlineData($"HostName=contoso.azure-devices.net;SharedAccessKey={Keys.Counting}", "no DeviceId")]
    [InlineData("HostName=contoso.azure-devices.net;DeviceId=line-4", "neither a SharedAccessKey")]
    [InlineData("HostName=contoso.azure-devices.net;DeviceId=line-4;SharedAccessKey=short", "neither a SharedAccessKey")]
    [InlineData($"{Valid};DeviceId=line-5", "each name given once")]
    [InlineData("nonsense", "Name=Value")]
    public void Says_why_it_refuses_and_shows_no_key(string text, string reason)
    {
        Assert.False(HubConnectionString.TryParse(text, new X509Options(), out _, out string? fault));
        Assert.Contains(reason, fault, StringComparison.Ordinal);
        Assert.DoesNotContain(Keys.Counting, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_throws_whatever_it_is_given() => Prop.ForAll<NonNull<string>>(text =>
    {
        bool read = HubConnectionString.TryParse(text.Item, new X509Options(), out HubConnectionString? parsed, out string? fault);
        return read ? parsed is not null && fault is null : parsed is null && fault is not null;
    }).QuickCheckThrowOnFailure();
}
