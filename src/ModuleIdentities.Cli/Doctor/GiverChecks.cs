using System.Net.Sockets;

namespace ModuleIdentities.Cli;

/// <summary>Whether this user reaches the process of this device that gives it its modules. What that one asks, and of whom, is not for this one to examine.</summary>
internal static class GiverChecks
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(ProvisioningOptions provisioning, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        foreach (string path in Sockets(provisioning))
        {
            findings.Add(await SocketAsync(path, cancellationToken).ConfigureAwait(false));
        }

        return findings;
    }

    private static IEnumerable<string> Sockets(ProvisioningOptions provisioning) => provisioning switch
    {
        { IdentityService: { IsSet: true } service } => IdentityServiceModules.Sockets(service),
        { LocalProvisioner: { IsSet: true } provisioner } => [Environment.ExpandEnvironmentVariables(provisioner.Socket!)],
        { IotEdge: { Enabled: true } edge } when IotEdgeEnvironment.Read(edge, out _)?.Workload.Socket is { } socket => [socket],
        _ => [],
    };

    private static async Task<Finding> SocketAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return Finding.Good("socket", $"{path} lets user '{Environment.UserName}' in.");
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            return Finding.Bad("socket", $"User '{Environment.UserName}' may not open {path}.", "Give the user the group of the socket, or the right to pass its directories.");
        }
        catch (SocketException exception)
        {
            return Finding.Bad("socket", $"Nobody listens at {path} ({exception.SocketErrorCode}).", "Start the service, or correct the path.");
        }
    }
}
