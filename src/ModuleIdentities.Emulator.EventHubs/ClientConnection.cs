using System.Collections.Concurrent;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using ModuleIdentities.Emulator.Service.Authorization;

namespace ModuleIdentities.Emulator.EventHubs;

/// <summary>What one connection has shown and asked for: its tokens, and the links on which it waits for answers.</summary>
internal sealed class ClientConnection(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SasToken> _tokens = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ListenerLink> _answers = new(StringComparer.Ordinal);

    /// <summary>Keeps a token that was found to be good, in place of the one for the same audience.</summary>
    public void Keep(string audience, SasToken token) => _tokens[audience] = token;

    /// <exception cref="AmqpException">No token that is still good covers the path.</exception>
    public void Require(string path)
    {
        if (!_tokens.Values.Any(token => token.ExpiresAt > time.GetUtcNow() && TokenPath.Covers(token, path)))
        {
            throw new AmqpException(ErrorCode.UnauthorizedAccess, $"Unauthorized access. 'Listen' claim(s) are required to perform this operation on '{path}'.");
        }
    }

    /// <summary>Remembers where answers are waited for: a request names the link or its address.</summary>
    public void AnswerOn(ListenerLink link, Attach attach)
    {
        string[] names = [link.Name, .. attach.Target is Target { Address: { } address } ? [address] : Array.Empty<string>()];
        foreach (string name in names)
        {
            _answers[name] = link;
            link.Closed += (_, _) => _answers.TryRemove(KeyValuePair.Create(name, link));
        }
    }

    /// <summary>The link that a request wants its answer on; null when there is none.</summary>
    public ListenerLink? FindAnswer(Message request) =>
        request.Properties?.ReplyTo is { } name && _answers.TryGetValue(name, out ListenerLink? link) ? link : null;
}
