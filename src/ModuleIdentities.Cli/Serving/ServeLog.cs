using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Cli;

/// <summary>What the local provisioner tells its journal.</summary>
internal static partial class ServeLog
{
    [LoggerMessage(3001, LogLevel.Information, "Served {Request} for user {UserId}, process {ProcessId}.")]
    public static partial void Served(ILogger logger, string request, uint userId, int processId);

    [LoggerMessage(3002, LogLevel.Warning, "Denied {Request} to user {UserId}, process {ProcessId}, who has no such module in Serve:Applications.")]
    public static partial void Denied(ILogger logger, string request, uint userId, int processId);

    [LoggerMessage(3003, LogLevel.Warning, "Could not serve {Request} for user {UserId}, process {ProcessId}: {Reason}")]
    public static partial void Failed(ILogger logger, string request, uint userId, int processId, string reason);

    [LoggerMessage(3004, LogLevel.Warning, "Closed a connection of user {UserId}, process {ProcessId}, who has {Limit} open already.")]
    public static partial void TooMany(ILogger logger, uint userId, int processId, int limit);
}
