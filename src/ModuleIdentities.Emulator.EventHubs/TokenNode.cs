using Amqp;
using Amqp.Framing;
using ModuleIdentities.Emulator.Service.Authorization;

namespace ModuleIdentities.Emulator.EventHubs;

/// <summary>The node <c>$cbs</c>, where a client shows its token before it attaches to anything else (OASIS "AMQP Claims-based Security").</summary>
internal sealed class TokenNode(EventStreams streams, ClientConnection client) : RequestNode(client)
{
    private const string SharedAccessSignature = "servicebus.windows.net:sastoken";

    /// <inheritdoc/>
    protected override Message Answer(ApplicationProperties properties, Message request)
    {
        string operation = Require(properties, "operation");
        string type = Require(properties, "type");
        string audience = Require(properties, "name");
        if (operation != "put-token" || type != SharedAccessSignature)
        {
            throw new AmqpException(ErrorCode.NotImplemented, $"'{operation}' of a '{type}' is not emulated: put a '{SharedAccessSignature}'.");
        }

        if (TokenPath.Of(audience) is not { Length: > 0 } path)
        {
            throw new AmqpException(ErrorCode.InvalidField, "The audience names no event hub.");
        }

        EmulatedHub hub = streams.Require(path.Split('/')[0]);
        if (!SasToken.TryParse(request.Body as string, out SasToken? token) || !hub.PermitsToRead(token, HubRights.ServiceConnect) || !TokenPath.Covers(token, path))
        {
            throw new AmqpException(ErrorCode.UnauthorizedAccess, $"The token does not open '{path}': it takes the key of a policy of {hub.HostName} with {nameof(HubRights.ServiceConnect)}.");
        }

        if (token.ExpiresAt <= streams.Time.GetUtcNow())
        {
            throw new AmqpException(ErrorCode.UnauthorizedAccess, "ExpiredToken: The token is expired.");
        }

        Client.Keep(audience, token);
        return new Message();
    }
}
