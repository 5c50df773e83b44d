namespace ModuleIdentities.Cli;

/// <summary>An application of this device, by the Linux user or group that it runs as, and what it may have.</summary>
/// <param name="Name">The user or group as the configuration names it.</param>
/// <param name="UserId">The number of its user; null when it is known by its group.</param>
/// <param name="GroupId">The number of its group; null when it is known by its user.</param>
/// <param name="Modules">Its modules, and no other.</param>
/// <param name="Access">Whether it gets their keys, or only signatures.</param>
internal sealed record ServedApplication(string Name, uint? UserId, uint? GroupId, IReadOnlyList<string> Modules, ServedAccess Access)
{
    /// <summary>Whether a process is this application.</summary>
    public bool Is(PeerCredentials peer) => peer.UserId == UserId || (GroupId is { } group && peer.GroupIds.Contains(group));
}
