using System.Collections.Concurrent;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using ModuleIdentities.Emulator.Service.Authorization;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>What one connection has shown and asked for: its tokens, and the links on which it waits for answers.</summary>
internal sealed class ClientConnection(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SasToken> _tokens = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<EmulatedHub, SasToken> _services = new();
    private readonly ConcurrentDictionary<string, ListenerLink> _answers = new(StringComparer.Ordinal);

    /// <summary>Keeps a token that was found to be good, in place of the one for the same audience.</summary>
    public void Keep(string audience, SasToken token) => _tokens[audience] = token;

    /// <summary>Keeps a token of a hub's service, in place of the one before.</summary>
    public void Keep(EmulatedHub hub, SasToken token) => _services[hub] = token;

    /// <summary>The hub whose service the client is.</summary>
    /// <exception cref="AmqpException">It has shown no token of one that is still good.</exception>
    public EmulatedHub RequireService() => _services.FirstOrDefault(each => IsGood(each.Value)).Key ?? throw NoService();

    /// <exception cref="AmqpException">It has shown no token of the hub's service that is still good.</exception>
    public void RequireService(EmulatedHub hub)
    {
        if (!_services.TryGetValue(hub, out SasToken? token) || !IsGood(token))
        {
            throw NoService();
        }
    }

    /// <exception cref="AmqpException">No token that is still good covers the path.</exception>
    public void Require(string path)
    {
        if (!_tokens.Values.Any(token => IsGood(token) && TokenPath.Covers(token, path)))
        {
            throw new AmqpException(ErrorCode.UnauthorizedAccess, $"Unauthorized access. 'Listen' claim(s) are required to perform this operation on '{path}'.");
        }
    }

    /// <summary>Remembers where answers are waited for: a request names the link or its address, or means the link from the node itself.</summary>
    public void AnswerOn(ListenerLink link, Attach attach)
    {
        string?[] names = [link.Name, (attach.Target as Target)?.Address, (attach.Source as Source)?.Address];
        foreach (string name in names.OfType<string>())
        {
            _answers[name] = link;
            link.Closed += (_, _) => _answers.TryRemove(KeyValuePair.Create(name, link));
        }
    }

    /// <summary>The link that a request wants its answer on; null when there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="node">The address it was sent to: some clients name no link that exists (azure-iot-amqp-base says <c>cbs</c>).</param>
    public ListenerLink? FindAnswer(Message request, string node) =>
        request.Properties?.ReplyTo is { } name && _answers.TryGetValue(name, out ListenerLink? link) ? link : _answers.GetValueOrDefault(node);

    private static AmqpException NoService() => new(
        ErrorCode.UnauthorizedAccess, "Unauthorized access. Put a token of a policy with ServiceConnect, for the host name of a hub, on $cbs first.");

    private bool IsGood(SasToken token) => token.ExpiresAt > time.GetUtcNow();
}
