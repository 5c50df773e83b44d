using Amqp;
using Amqp.Framing;
using ModuleIdentities.Emulator.Service.Authorization;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>The node <c>$cbs</c>, where a client shows its token before it attaches to anything else (OASIS "AMQP Claims-based Security").</summary>
internal sealed class TokenNode(EventStreams streams, ClientConnection client) : RequestNode(client, Address)
{
    public const string Address = "$cbs";

    private const string SharedAccessSignature = "servicebus.windows.net:sastoken";

    /// <summary>What the C# service SDK calls the same.</summary>
    private const string HubsSharedAccessSignature = "azure-devices.net:sastoken";

    /// <inheritdoc/>
    protected override Message Answer(ApplicationProperties properties, Message request)
    {
        string operation = Require(properties, "operation");
        string type = Require(properties, "type");
        string audience = Require(properties, "name");
        if (operation != "put-token" || type is not (SharedAccessSignature or HubsSharedAccessSignature))
        {
            throw new AmqpException(ErrorCode.NotImplemented, $"'{operation}' of a '{type}' is not emulated: put a '{SharedAccessSignature}'.");
        }

        if (!SasToken.TryParse(request.Body as string, out SasToken? token))
        {
            throw new AmqpException(ErrorCode.UnauthorizedAccess, "The token is no shared access signature.");
        }

        if (TokenPath.HostOf(audience) is { } host && streams.FindHub(host) is { } service)
        {
            Admit(service.Permits(token, HubRights.ServiceConnect) && token.Covers(service.HostName), token, service, service.HostName);
            Client.Keep(service, token);
        }
        else if (TokenPath.Of(audience) is { Length: > 0 } path)
        {
            EmulatedHub hub = streams.Require(path.Split('/')[0]);
            Admit(hub.PermitsToRead(token, HubRights.ServiceConnect) && TokenPath.Covers(token, path), token, hub, path);
            Client.Keep(audience, token);
        }
        else
        {
            throw new AmqpException(ErrorCode.InvalidField, $"The audience '{audience}' names neither a hub nor an event hub.");
        }

        return new Message();
    }

    private void Admit(bool isGood, SasToken token, EmulatedHub hub, string resource)
    {
        if (!isGood)
        {
            throw new AmqpException(ErrorCode.UnauthorizedAccess, $"The token does not open '{resource}': it takes the key of a policy of {hub.HostName} with {nameof(HubRights.ServiceConnect)}.");
        }

        if (token.ExpiresAt <= streams.Time.GetUtcNow())
        {
            throw new AmqpException(ErrorCode.UnauthorizedAccess, "ExpiredToken: The token is expired.");
        }
    }
}
