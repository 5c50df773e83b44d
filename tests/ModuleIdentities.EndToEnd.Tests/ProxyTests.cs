using ModuleIdentities.Canary;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>A network that lets out nothing but what goes through an HTTP proxy.</summary>
public sealed class ProxyTests
{
    /// <summary>With what an address has to escape.</summary>
    private const string Password = "p@ss:w/rd-of-the-proxy";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Https", false)]
    [InlineData("Https", true)]
    [InlineData("MqttWebSocket", false)]
    [InlineData("MqttWebSocket", true)]
    public async Task Every_step_goes_through_it(string provisioning, bool asksWhoOneIs)
    {
        SecretCanary.Keep(Password);
        await using ConnectProxy proxy = new(asksWhoOneIs ? $"line 4:{Password}" : null);
        string user = asksWhoOneIs ? $"line%204:{Uri.EscapeDataString(Password)}@" : "";
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(
            emulator.Enroll(
                ("Provisioning:Transport", provisioning),
                ("Network:Transport", "MqttWebSocket"),
                ("Network:Proxy", proxy.Address.Replace("://", $"://{user}", StringComparison.Ordinal))),
            Cancellation);
        await thermostat.SendReadingAsync(1, null, Cancellation);

        // Registration, registry and hub.
        Assert.Equal(3, proxy.Targets.Count);
        Assert.All(proxy.Targets, target => Assert.Equal($"127.0.0.1:{emulator.HttpsPort}", target));
    }

    [Theory]
    [InlineData("Https")]
    [InlineData("MqttWebSocket")]
    public async Task One_that_refuses_is_named(string provisioning)
    {
        SecretCanary.Keep(Password);
        await using ConnectProxy proxy = new($"somebody:{Password}");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => Thermostat.ProvisionAsync(
            emulator.Enroll(
                ("Provisioning:Transport", provisioning), ("Provisioning:Timeout", "00:00:02"), ("Network:Proxy", proxy.Address)),
            Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.Unreachable, exception.Code);
        Assert.Contains("the proxy did not let it through", exception.Message, StringComparison.Ordinal);
        Assert.Empty(proxy.Targets);
    }
}
