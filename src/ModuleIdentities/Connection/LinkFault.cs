using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using MQTTnet.Exceptions;

namespace ModuleIdentities;

/// <summary>Turns what sockets, TLS, HTTP and MQTT throw into a <see cref="ModuleIdentityException"/>.</summary>
internal static class LinkFault
{
    /// <summary>Whether an exception says no more than that a link is broken.</summary>
    /// <remarks>A <see cref="WebSocketStream"/> whose connection has ended says <see cref="NotSupportedException"/> to a read or a write.</remarks>
    public static bool IsLinkFailure(Exception exception) => exception
        is MqttCommunicationException
        or MqttProtocolViolationException
        or SocketException
        or IOException
        or AuthenticationException
        or WebSocketException
        or HttpRequestException
        or OperationCanceledException
        or ObjectDisposedException
        or NotSupportedException;

    /// <summary>Rethrows the caller's cancellation as such; everything else becomes our exception.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="what">What was being done, at which host; starts a sentence.</param>
    /// <param name="limit">The limit under which it was done.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled; it carries the caller's token.</exception>
    public static ModuleIdentityException Translate(Exception exception, string what, TimeLimit limit)
    {
        if (exception is ModuleIdentityException already)
        {
            return already;
        }

        limit.Caller.ThrowIfCancellationRequested();
        if (limit.IsOver)
        {
            return new ModuleIdentityException(
                ModuleIdentityErrorCode.TimedOut, $"{what} took too long", "Check the network, or raise ModuleIdentities:Network:OperationTimeout", inner: exception);
        }

        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return new ModuleIdentityException(
                    ModuleIdentityErrorCode.ServerNotTrusted,
                    $"{what} failed because the server's certificate is not trusted",
                    "Check the host name; for a private authority set ModuleIdentities:Network:TrustedRootPath",
                    inner: exception);
            }

            if (cause is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError })
            {
                return new ModuleIdentityException(
                    ModuleIdentityErrorCode.Unreachable,
                    $"{what} failed because the proxy did not let it through",
                    "Check ModuleIdentities:Network:Proxy with its user and password, and which hosts and ports it allows",
                    inner: exception);
            }
        }

        return new ModuleIdentityException(
            ModuleIdentityErrorCode.Unreachable, $"{what} failed for want of a connection", "Check the network, the host name and the port", inner: exception);
    }
}
