using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>Every log message: a hundred ids for each step of the line, never reused.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Debug, "Registering '{RegistrationId}' in ID scope {IdScope} at {Endpoint}.")]
    public static partial void Registering(ILogger logger, string registrationId, string idScope, string endpoint);

    [LoggerMessage(1002, LogLevel.Information, "Registration '{RegistrationId}' is device '{DeviceId}' of hub {Hub}.")]
    public static partial void Registered(ILogger logger, string registrationId, string deviceId, string hub);

    [LoggerMessage(1101, LogLevel.Information, "Existing module '{ModuleId}' of device '{DeviceId}' found in hub {Hub}.")]
    public static partial void ModuleFound(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1102, LogLevel.Information, "Module '{ModuleId}' of device '{DeviceId}' created in hub {Hub}.")]
    public static partial void ModuleCreated(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1103, LogLevel.Information, "Module '{ModuleId}' of device '{DeviceId}' was created in hub {Hub} by somebody else meanwhile.")]
    public static partial void ModuleCreatedElsewhere(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1201, LogLevel.Information, "Module '{ModuleId}' of device '{DeviceId}' is connected to hub {Hub}.")]
    public static partial void Connected(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1202, LogLevel.Warning, "Module '{ModuleId}' of device '{DeviceId}' lost its connection to hub {Hub}.")]
    public static partial void ConnectionLost(ILogger logger, string moduleId, string deviceId, string hub);
}
