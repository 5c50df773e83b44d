using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Emulator;

/// <summary>Every log message of the emulator.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "The emulator serves MQTT on {Host}:{MqttPort} and HTTPS on {Host2}:{HttpsPort}.")]
    public static partial void Serving(ILogger logger, string host, int mqttPort, string host2, int httpsPort);

    [LoggerMessage(5101, LogLevel.Debug, "{Principal} is connected over MQTT.")]
    public static partial void Connected(ILogger logger, string principal);

    [LoggerMessage(5102, LogLevel.Information, "The MQTT connection of {Principal} was closed: {Reason}")]
    public static partial void Closed(ILogger logger, string principal, string reason);

    [LoggerMessage(5103, LogLevel.Information, "The MQTT CONNECT of client '{ClientId}' was refused with {Code}: {Reason}")]
    public static partial void ConnectRefused(ILogger logger, string clientId, string code, string reason);

    [LoggerMessage(5104, LogLevel.Error, "The MQTT connection of {Principal} could not be served.")]
    public static partial void LinkFailed(ILogger logger, Exception exception, string principal);

    [LoggerMessage(5105, LogLevel.Error, "An MQTT connection ended by a failure of the emulator.")]
    public static partial void ConnectionFailed(ILogger logger, Exception exception);

    [LoggerMessage(5201, LogLevel.Warning, "Not modelled, and so refused: {What}")]
    public static partial void NotModelled(ILogger logger, string what);

    [LoggerMessage(5202, LogLevel.Error, "{Method} {Target} failed.")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string target);
}
