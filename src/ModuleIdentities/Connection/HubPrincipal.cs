using MQTTnet.Protocol;

namespace ModuleIdentities;

/// <summary>How a module introduces itself to its hub ("Communicate with an IoT hub using the MQTT protocol", Microsoft docs).</summary>
internal static class HubPrincipal
{
    private const string ApiVersion = "2021-04-12";

    /// <summary>Makes the user name and a fresh token.</summary>
    public static async Task<MqttPrincipal> CreateAsync(
        ModuleIdentity identity, string? modelId, NetworkOptions network, TimeProvider time, CancellationToken cancellationToken)
    {
        string? token = await CreateTokenAsync(identity, time, cancellationToken).ConfigureAwait(false);
        string model = modelId is null ? "" : $"&model-id={Uri.EscapeDataString(modelId)}";
        return new MqttPrincipal(
            $"{identity.DeviceId}/{identity.ModuleId}",
            $"{identity.HubHostName}/{identity.DeviceId}/{identity.ModuleId}/?api-version={ApiVersion}&DeviceClientType={ClientName.Escaped}{model}",
            token,
            CleanSession: false,
            network.KeepAlive);
    }

    /// <summary>Makes the token of one connection; null when the TLS handshake does the proving.</summary>
    public static ValueTask<string?> CreateTokenAsync(ModuleIdentity identity, TimeProvider time, CancellationToken cancellationToken) => identity.Credential.CreateTokenAsync(
        $"{identity.HubHostName}/devices/{identity.DeviceId}/modules/{identity.ModuleId}",
        time.GetUtcNow() + SharedAccessSignature.ConnectionLifetime,
        cancellationToken: cancellationToken);

    /// <summary>What a CONNACK other than "accepted" means for a module.</summary>
    public static ModuleIdentityException Refused(ModuleIdentity identity, MqttConnectReturnCode code)
    {
        (ModuleIdentityErrorCode error, string advice) = code switch
        {
            MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword or MqttConnectReturnCode.ConnectionRefusedNotAuthorized => (
                ModuleIdentityErrorCode.CredentialRefused,
                "Check that the clock is right within 5 minutes and that the module still exists with this key; then provision again"),
            MqttConnectReturnCode.ConnectionRefusedServerUnavailable => (ModuleIdentityErrorCode.Throttled, "Try again later"),
            _ => (ModuleIdentityErrorCode.RequestRejected, "Check the device id and the module id"),
        };
        return new ModuleIdentityException(
            error,
            $"Hub {identity.HubHostName} refused the connection of module '{identity.ModuleId}' of device '{identity.DeviceId}' with CONNACK {code}",
            advice)
        {
            DeviceId = identity.DeviceId,
            ModuleId = identity.ModuleId,
        };
    }
}
