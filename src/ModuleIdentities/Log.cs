using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>Every log message: a hundred ids for each step of the line, never reused.</summary>
internal static partial class Log
{
    /// <summary>What stands for the device and the hub of a module that has not been provisioned; no id has a blank.</summary>
    private const string NotKnownYet = "not known yet";

    [LoggerMessage(1001, LogLevel.Debug, "Registering '{RegistrationId}' in ID scope {IdScope} at {Endpoint}.")]
    public static partial void Registering(ILogger logger, string registrationId, string idScope, string endpoint);

    [LoggerMessage(1002, LogLevel.Information, "Registration '{RegistrationId}' is device '{DeviceId}' of hub {Hub} ({Substatus}).")]
    public static partial void Registered(ILogger logger, string registrationId, string deviceId, string hub, string substatus);

    [LoggerMessage(1003, LogLevel.Warning, "Hub {Hub} no longer knows device '{DeviceId}', which registers again: {Reason}")]
    public static partial void AssignmentDoubted(ILogger logger, string deviceId, string hub, string reason);

    [LoggerMessage(1004, LogLevel.Warning, "Attempt {Attempt} failed, the next follows in {Delay}: {Reason}")]
    public static partial void Retrying(ILogger logger, int attempt, TimeSpan delay, string reason);

    [LoggerMessage(1005, LogLevel.Information, "Module '{ModuleId}' of device '{DeviceId}' was asked to register again, and is at hub {Hub}.")]
    public static partial void Reprovisioned(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1006, LogLevel.Warning, "Module '{ModuleId}' was asked to register again but could not, and tries again in {Delay}: {Reason}")]
    public static partial void ReprovisioningFailed(ILogger logger, string moduleId, TimeSpan delay, string reason);

    [LoggerMessage(1007, LogLevel.Information, "The certificate in {Path} was renewed, is used from now on, and ends on {End:u}.")]
    public static partial void CertificateRenewed(ILogger logger, string path, DateTime end);

    [LoggerMessage(1008, LogLevel.Warning, "What is in {Path} now cannot be used as a certificate with its private key ({Reason}); the one before goes on.")]
    public static partial void CertificateNotRenewed(ILogger logger, string path, string reason);

    [LoggerMessage(1101, LogLevel.Information, "Existing module '{ModuleId}' of device '{DeviceId}' found in hub {Hub}.")]
    public static partial void ModuleFound(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1102, LogLevel.Information, "Module '{ModuleId}' of device '{DeviceId}' created in hub {Hub}.")]
    public static partial void ModuleCreated(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1103, LogLevel.Information, "Module '{ModuleId}' of device '{DeviceId}' was created in hub {Hub} by somebody else meanwhile.")]
    public static partial void ModuleCreatedElsewhere(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1104, LogLevel.Information, "Module '{ModuleId}' of device '{DeviceId}' in hub {Hub} is known from an earlier start.")]
    public static partial void ModuleCached(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1105, LogLevel.Information, "Module '{ModuleId}' of device '{DeviceId}' in hub {Hub} was given a new secret by this device.")]
    public static partial void ModuleGotSecret(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1106, LogLevel.Warning, "Hub {Hub} refused a key of module '{ModuleId}' of device '{DeviceId}', which tries its other one.")]
    public static partial void TryingOtherKey(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1107, LogLevel.Debug, "The secondary key of module '{ModuleId}' of device '{DeviceId}' in hub {Hub} was replaced.")]
    public static partial void SecondaryReplaced(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1108, LogLevel.Debug, "The primary key of module '{ModuleId}' of device '{DeviceId}' in hub {Hub} was replaced.")]
    public static partial void PrimaryReplaced(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1109, LogLevel.Warning, "The keys of module '{ModuleId}' are due but were not replaced, which is tried again later: {Reason}")]
    public static partial void RotationFailed(ILogger logger, string moduleId, string reason);

    [LoggerMessage(1110, LogLevel.Information, "Module '{ModuleId}' of device '{DeviceId}' in hub {Hub} has new keys, and uses them.")]
    public static partial void KeysReplaced(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1111, LogLevel.Debug, "Asking the registry of hub {Hub} to {Verb} for device '{DeviceId}', module '{ModuleId}'.")]
    public static partial void Asking(ILogger logger, string hub, string verb, string deviceId, string moduleId);

    [LoggerMessage(1112, LogLevel.Debug, "The registry of hub {Hub} answered to {Verb} for device '{DeviceId}', module '{ModuleId}', with {Status}.")]
    public static partial void Answered(ILogger logger, string hub, string verb, string deviceId, string moduleId, int status);

    [LoggerMessage(1151, LogLevel.Warning, "The identity cache does not trust {Path}: {Reason}. The device provisions again.")]
    public static partial void CacheRefused(ILogger logger, string path, string reason);

    [LoggerMessage(1153, LogLevel.Debug, "The identity cache wrote {Path}.")]
    public static partial void CacheWritten(ILogger logger, string path);

    [LoggerMessage(1152, LogLevel.Warning, "The identity cache could not write {Path} ({Reason}): the next start has to ask the services again.")]
    public static partial void CacheNotWritten(ILogger logger, string path, string reason);

    [LoggerMessage(1201, LogLevel.Information, "Module '{ModuleId}' of device '{DeviceId}' is connected to hub {Hub}.")]
    public static partial void Connected(ILogger logger, string moduleId, string deviceId, string hub);

    [LoggerMessage(1202, LogLevel.Warning, "Module '{ModuleId}' of device '{DeviceId}' lost its connection to hub {Hub} and connects again in {Delay}: {Reason}")]
    public static partial void ConnectionLost(ILogger logger, string moduleId, string deviceId, string hub, TimeSpan? delay, string reason);

    [LoggerMessage(1203, LogLevel.Debug, "Module '{ModuleId}' is {State} ({Reason}).")]
    public static partial void StateEntered(ILogger logger, string moduleId, ConnectionState state, ConnectionChangeReason reason);

    [LoggerMessage(1204, LogLevel.Error, "Module '{ModuleId}' is refused and asks again in {Delay}: {Reason}")]
    public static partial void ConnectionRefused(ILogger logger, string moduleId, TimeSpan? delay, string reason);

    [LoggerMessage(1205, LogLevel.Warning, "Module '{ModuleId}' of device '{DeviceId}' is thrown out of hub {Hub} again and again, as when another client connects with the same identity. Stop the other one, or give each its own module id. The next attempt follows in {Delay}, those after it ever more seldom.")]
    public static partial void TakenOver(ILogger logger, string moduleId, string deviceId, string hub, TimeSpan? delay);

    [LoggerMessage(1206, LogLevel.Information, "Module '{ModuleId}' changes from {From} to {To}: {Reason}")]
    public static partial void TransportChanged(ILogger logger, string moduleId, HubTransport from, HubTransport to, string reason);

    [LoggerMessage(1301, LogLevel.Warning, "The hub answered a request to {Verb} the twin of module '{ModuleId}' with a failure{Fault}.")]
    public static partial void TwinRefused(ILogger logger, string moduleId, string verb, string fault);

    [LoggerMessage(1302, LogLevel.Warning, "The hub did not answer a request to {Verb} the twin of module '{ModuleId}': {Reason}")]
    public static partial void TwinUnanswered(ILogger logger, string moduleId, string verb, string reason);

    [LoggerMessage(1303, LogLevel.Warning, "The desired value of '{Property}' of module '{ModuleId}' does not have the property's type, at {Path}; it was acknowledged with 400.")]
    public static partial void DesiredValueRejected(ILogger logger, string property, string moduleId, string? path);

    [LoggerMessage(1304, LogLevel.Error, "Module '{ModuleId}' failed on the desired value of '{Property}'; it was acknowledged with 500.")]
    public static partial void DesiredValueFailed(ILogger logger, string property, string moduleId, Exception exception);

    [LoggerMessage(1401, LogLevel.Warning, "The payload for direct method '{Method}' of module '{ModuleId}' does not have the method's type, at {Path}; it was answered with 400.")]
    public static partial void MethodRequestRejected(ILogger logger, string method, string moduleId, string? path);

    [LoggerMessage(1402, LogLevel.Error, "Direct method '{Method}' of module '{ModuleId}' failed; it was answered with 500.")]
    public static partial void MethodFailed(ILogger logger, string method, string moduleId, Exception exception);

    [LoggerMessage(1403, LogLevel.Error, "Direct method '{Method}' of module '{ModuleId}' answered {Size} bytes, more than the hub takes; it was answered with 500.")]
    public static partial void MethodAnswerTooLarge(ILogger logger, string method, string moduleId, int size);

    [LoggerMessage(1404, LogLevel.Warning, "The answer of direct method '{Method}' of module '{ModuleId}' came too late for its caller and was dropped.")]
    public static partial void MethodAnswerDropped(ILogger logger, string method, string moduleId);

    [LoggerMessage(1405, LogLevel.Warning, "The body of a message for input '{Input}' of module '{ModuleId}' does not have the method's type, at {Path}; it was acknowledged and dropped.")]
    public static partial void InputRejected(ILogger logger, string input, string moduleId, string? path);

    [LoggerMessage(1406, LogLevel.Error, "Module '{ModuleId}' failed on a message for its input '{Input}'; it was acknowledged and does not come again.")]
    public static partial void InputFailed(ILogger logger, string input, string moduleId, Exception exception);

    [LoggerMessage(1407, LogLevel.Warning, "A message came to the input '{Input}', which module '{ModuleId}' does not have; it was acknowledged and dropped. Correct the route of the deployment.")]
    public static partial void InputUnknown(ILogger logger, string input, string moduleId);

    [LoggerMessage(1501, LogLevel.Error, "A listener to the connection of module '{ModuleId}' failed.")]
    public static partial void ListenerFailed(ILogger logger, string moduleId, Exception exception);

    [LoggerMessage(1502, LogLevel.Warning, "A method of module '{ModuleId}' still runs although the module was disposed; it should heed its CancellationToken.")]
    public static partial void HandlerStillRuns(ILogger logger, string moduleId);

    [LoggerMessage(1601, LogLevel.Debug, "The outbox of module '{ModuleId}' is open, with {Messages} messages of an earlier time.")]
    public static partial void OutboxOpened(ILogger logger, string moduleId, long messages);

    [LoggerMessage(1602, LogLevel.Warning, "The outbox of module '{ModuleId}' cannot be used, and messages wait in memory meanwhile: {Reason}.")]
    public static partial void OutboxFailed(ILogger logger, string moduleId, string reason);

    [LoggerMessage(1603, LogLevel.Information, "The outbox of module '{ModuleId}' works again.")]
    public static partial void OutboxWorks(ILogger logger, string moduleId);

    [LoggerMessage(1604, LogLevel.Error, "The outbox of module '{ModuleId}' cannot be trusted and was set aside, a new one is begun: {Reason}. What was in it is at {Path}.")]
    public static partial void OutboxSetAside(ILogger logger, string moduleId, string reason, string path);

    [LoggerMessage(1605, LogLevel.Warning, "{Messages} messages of module '{ModuleId}' were dropped ({Reason}).")]
    public static partial void TelemetryDropped(ILogger logger, long messages, string moduleId, TelemetryDropReason reason);

    [LoggerMessage(1606, LogLevel.Warning, "The outbox of module '{ModuleId}' was not closed in time: its disk does not answer.")]
    public static partial void OutboxHangs(ILogger logger, string moduleId);

    /// <summary>Writes a change of state under the id that fits it.</summary>
    /// <param name="logger">The logger.</param>
    /// <param name="moduleId">The module.</param>
    /// <param name="identity">Its identity, if it has one.</param>
    /// <param name="change">The change.</param>
    /// <param name="isRepeated">Whether the same trouble has been told before, and nothing new is known of it.</param>
    public static void StateChanged(ILogger logger, string moduleId, ModuleIdentity? identity, ConnectionStateChange change, bool isRepeated)
    {
        string device = identity?.DeviceId ?? NotKnownYet;
        string hub = identity?.HubHostName ?? NotKnownYet;
        switch (change)
        {
            case { Current: ConnectionState.Connected }:
                Connected(logger, moduleId, device, hub);
                break;
            case { Current: ConnectionState.Refused }:
                ConnectionRefused(logger, moduleId, change.RetryIn, change.Fault?.Message ?? "no reason was given");
                break;
            case { Reason: ConnectionChangeReason.TakenOver } when !isRepeated:
                TakenOver(logger, moduleId, device, hub, change.RetryIn);
                break;
            case { Current: ConnectionState.Backoff, Reason: not ConnectionChangeReason.TakenOver }:
                ConnectionLost(
                    logger, moduleId, device, hub, change.RetryIn, change.Fault?.Message ?? "the hub closed it without a word.");
                break;
            default:
                StateEntered(logger, moduleId, change.Current, change.Reason);
                break;
        }
    }
}
