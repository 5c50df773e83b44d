namespace ModuleIdentities;

/// <summary>What the registry's answers mean to the user of one device (REST reference "IoT Hub", error codes).</summary>
internal sealed class RegistryFaults(DeviceAssignment device, TimeProvider time)
{
    public const string ModulesQuotaAdvice = "A device holds at most 50 modules: delete those that nobody uses";

    /// <exception cref="ModuleIdentityException">The answer is no success.</exception>
    public void ThrowIfRefused(string verb, string? moduleId, ServiceAnswer answer)
    {
        // The specification lists 201 for a create; hubs have been seen to answer 200 only.
        if (answer.Status is 200 or 201)
        {
            return;
        }

        ServiceFault fault = answer.Fault;
        throw answer.Status switch
        {
            401 when ClockSkew.Measure(answer.Date, time) is { IsHarmful: true } skew => Failure(
                ModuleIdentityErrorCode.ClockWrong, verb, moduleId, ClockSkew.Advice, fault, skew.Finding),
            403 when fault.ErrorCode is "IotHubSuspended" or "403001" => Failure(
                ModuleIdentityErrorCode.HubUnavailable, verb, moduleId, "The hub is suspended: see its subscription in the Azure portal", fault),
            403 when fault.ErrorCode is "OperationNotAvailableInCurrentTier" or "403010" => Failure(
                ModuleIdentityErrorCode.RequestRejected, verb, moduleId, "The hub's tier has no module identities: choose the standard tier", fault),
            403 when fault.ErrorCode is "IotHubQuotaExceeded" or "403002" => Failure(
                ModuleIdentityErrorCode.QuotaExceeded, verb, moduleId, "The hub's daily quota is used up: it starts anew at midnight UTC, or raise the hub's tier", fault),
            401 when fault.ErrorCode is "SystemModuleModifyUnauthorizedAccess" or "401100" => Failure(
                ModuleIdentityErrorCode.RequestRejected, verb, moduleId, "System modules belong to IoT Edge: choose another module id", fault),
            403 when fault.ErrorCode is "DeviceMaximumQueueDepthExceeded" or "403004" => Failure(
                ModuleIdentityErrorCode.QuotaExceeded, verb, moduleId, "The device's queue of cloud-to-device messages is full: receive or purge them", fault),
            401 or 403 when IsModulesQuota(fault) => TooManyModules(verb, moduleId, fault),
            401 or 403 => Failure(
                ModuleIdentityErrorCode.CredentialRefused,
                verb,
                moduleId,
                "Check the device's key; a hub answers the same when the device is deleted or disabled",
                fault),
            404 when fault.ErrorCode is "IotHubFailingOver" or "404012" => Failure(
                ModuleIdentityErrorCode.ServiceFailed, verb, moduleId, "The hub is failing over to another region: try again later", fault),
            404 when fault.ErrorCode is "DeviceNotFound" or "404001" || moduleId is null => Failure(
                ModuleIdentityErrorCode.DeviceNotFound, verb, moduleId, "Register the device again", fault),
            404 when fault.ErrorCode is null or "ModuleNotFound" or "404010" => Failure(
                ModuleIdentityErrorCode.Conflict, verb, moduleId, "Somebody deletes the module at the same time: stop that, then try again", fault),
            413 when fault.ErrorCode is "TooManyDevices" or "413002" => Failure(
                ModuleIdentityErrorCode.QuotaExceeded, verb, moduleId, "The hub holds at most 1,000,000 devices and modules: make room", fault),
            413 when fault.ErrorCode is null || IsModulesQuota(fault) => TooManyModules(verb, moduleId, fault),
            429 => Failure(ModuleIdentityErrorCode.Throttled, verb, moduleId, "Try again after 10 seconds or more", fault),
            409 or 412 => Failure(ModuleIdentityErrorCode.Conflict, verb, moduleId, "Try again", fault),
            >= 500 => Failure(ModuleIdentityErrorCode.ServiceFailed, verb, moduleId, "Try again later", fault),
            _ => Failure(ModuleIdentityErrorCode.RequestRejected, verb, moduleId, "Check the device id and the module id", fault),
        };
    }

    public ModuleIdentityException InvalidAnswer(string verb, string? moduleId, ServiceFault fault) => Failure(
        ModuleIdentityErrorCode.InvalidAnswer, verb, moduleId, "Check the hub's host name, and any proxy on the way", fault);

    /// <param name="code">The kind of failure.</param>
    /// <param name="verb">What was tried.</param>
    /// <param name="moduleId">With which module; null for all.</param>
    /// <param name="advice">What to do next.</param>
    /// <param name="fault">What the hub said.</param>
    /// <param name="finding">What we found out besides; empty for nothing.</param>
    public ModuleIdentityException Failure(
        ModuleIdentityErrorCode code, string verb, string? moduleId, string advice, ServiceFault fault, string finding = "")
    {
        string module = moduleId is null ? "its modules" : $"its module '{moduleId}'";
        return new(code, $"Hub {device.HubHostName} did not let device '{device.DeviceId}' {verb} {module}{finding}", advice, fault)
        {
            DeviceId = device.DeviceId,
            ModuleId = moduleId,
        };
    }

    private ModuleIdentityException TooManyModules(string verb, string? moduleId, ServiceFault fault) => Failure(
        ModuleIdentityErrorCode.QuotaExceeded, verb, moduleId, ModulesQuotaAdvice, fault);

    /// <summary>Whether a hub has no room for another module of the device.</summary>
    public static bool IsModulesQuota(ServiceFault fault) => fault.ErrorCode is "TooManyModulesOnDevice" or "413003";
}
