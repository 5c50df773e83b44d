using System.Text.RegularExpressions;
using Microsoft.Azure.Devices.Client.Exceptions;
using MQTTnet.Protocol;

namespace ModuleIdentities;

/// <summary>What the exceptions of their <c>ModuleClient</c> mean for a module.</summary>
internal static partial class SdkLinkFault
{
    /// <summary>Their exception as ours.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="identity">The module.</param>
    /// <param name="limit">The limit under which it was done.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static ModuleIdentityException Translate(Exception exception, ModuleIdentity identity, TimeLimit limit) => exception switch
    {
        UnauthorizedException => HubPrincipal.Refused(identity, MqttConnectReturnCode.ConnectionRefusedNotAuthorized),

        // Of a CONNACK they tell no more than this.
        IotHubException { Message: var message } when message.Contains("RefusedServerUnavailable", StringComparison.Ordinal) =>
            HubPrincipal.Refused(identity, MqttConnectReturnCode.ConnectionRefusedServerUnavailable),
        IotHubException { Message: var message } when message.Contains("RefusedIdentifierRejected", StringComparison.Ordinal) =>
            HubPrincipal.Refused(identity, MqttConnectReturnCode.ConnectionRefusedIdentifierRejected),
        IotHubException { Message: var message } when message.Contains("RefusedUnacceptableProtocolVersion", StringComparison.Ordinal) =>
            HubPrincipal.Refused(identity, MqttConnectReturnCode.ConnectionRefusedUnacceptableProtocolVersion),
        _ => SdkNetwork.Translate(exception, $"The connection of module '{identity.ModuleId}' to hub {identity.HubHostName}", limit, isOurTrust: true),
    };

    /// <summary>The status with which the hub answered a request for the twin; null when it did not.</summary>
    public static int? TwinStatus(Exception exception) => exception switch
    {
        IotHubThrottledException => 429,
        IotHubException when Status().Match(exception.Message) is { Success: true } match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    [GeneratedRegex(@"returned status (\d{3})$")]
    private static partial Regex Status();
}
