using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>A node that answers requests, such as <c>$cbs</c>: the answer goes to the link that the request names, with the request's id.</summary>
internal abstract class RequestNode(ClientConnection client, string address) : LinkEndpoint
{
    protected ClientConnection Client => client;

    /// <inheritdoc/>
    public override void OnMessage(MessageContext messageContext)
    {
        Message request = messageContext.Message;
        messageContext.Complete();
        Message answer;
        try
        {
            answer = Answer(request.ApplicationProperties ?? new ApplicationProperties(), request);
            answer.ApplicationProperties = Status(200, "OK");
        }
        catch (AmqpException exception)
        {
            int status = (string)exception.Error.Condition switch
            {
                ErrorCode.NotFound => 404,
                ErrorCode.UnauthorizedAccess => 401,
                _ => 400,
            };
            answer = new Message { ApplicationProperties = Status(status, exception.Error.Description) };
            answer.ApplicationProperties["error-condition"] = exception.Error.Condition;
        }

        answer.Properties = new Properties();
        if (request.Properties?.GetMessageId() is { } id)
        {
            answer.Properties.SetCorrelationId(id);
        }

        client.FindAnswer(request, address)?.SendMessage(answer);
    }

    /// <inheritdoc/>
    public override void OnFlow(FlowContext flowContext)
    {
    }

    /// <inheritdoc/>
    public override void OnDisposition(DispositionContext dispositionContext) => dispositionContext.Complete();

    /// <summary>The answer to a request, without its status.</summary>
    /// <exception cref="AmqpException">The request is refused.</exception>
    protected abstract Message Answer(ApplicationProperties properties, Message request);

    /// <summary>A text of a request.</summary>
    /// <exception cref="AmqpException">It is missing.</exception>
    protected static string Require(ApplicationProperties properties, string name) => properties[name] as string
        ?? throw new AmqpException(ErrorCode.InvalidField, $"The request has no '{name}'.");

    private static ApplicationProperties Status(int code, string description)
    {
        ApplicationProperties properties = new();
        properties["status-code"] = code;
        properties["status-description"] = description;
        return properties;
    }
}
