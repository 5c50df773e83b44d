using System.Security.Cryptography;

namespace ModuleIdentities.Live.Tests;

/// <summary>The flows of the end-to-end tests against a real Device Provisioning Service and a real hub.</summary>
public sealed class LiveFlowTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Mqtt", "Mqtt", "HubKey")]
    [InlineData("MqttWebSocket", "MqttWebSocket", "HubKey")]
    [InlineData("Https", "Mqtt", "HubKey")]
    [InlineData("Mqtt", "Mqtt", "DeviceKey")]
    [InlineData("Mqtt", "Mqtt", "Certificate")]
    public async Task A_module_is_made_connects_sends_and_gets_new_keys(string provisioning, string hub, string kind)
    {
        using LiveDevice device = LiveDevice.Require();
        string folder = Directory.CreateTempSubdirectory("moduleidentities-live-").FullName;
        string moduleId = $"live-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        ModuleIdentityOptions options = device.Options(
            ("Provisioning:Transport", provisioning), ("Network:Transport", hub), ("Keys:Kind", kind), ("Cache:Directory", folder));
        ModuleIdentity? identity = null;
        try
        {
            await using ModuleClient client = new(moduleId);
            await client.ConnectAsync(options, Cancellation);
            identity = client.Identity;
            Assert.Equal(ModuleIdentityOrigin.Created, identity.Origin);
            await client.SendTelemetryAsync(1, static (writer, value) => writer.WriteNumber("live", value), cancellationToken: Cancellation);
            string before = identity.KeyFingerprint;
            await client.RotateKeysAsync(Cancellation);
            await client.SendTelemetryAsync(2, static (writer, value) => writer.WriteNumber("live", value), cancellationToken: Cancellation);
            Assert.NotEqual(before, client.Identity.KeyFingerprint);
            await client.DisposeAsync();

            await using ModuleClient again = new(moduleId);
            await again.ConnectAsync(options, Cancellation);
            Assert.Equal(ModuleIdentityOrigin.Cached, again.Identity.Origin);
        }
        finally
        {
            if (identity is not null)
            {
                await device.DeleteAsync(identity);
            }
        }
    }
}
