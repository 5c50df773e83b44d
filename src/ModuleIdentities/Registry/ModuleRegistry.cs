using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>
/// The modules of one device in the hub's registry, reached with the device's own credential. Each call is one operation of the hub's budget, and
/// is repeated by itself while its failure heals.
/// </summary>
/// <remarks>
/// Source: REST reference "IoT Hub, Modules". A create and an update replace the whole record: an update that leaves the authentication out makes new
/// keys, one that leaves managedBy out clears it.
/// </remarks>
internal sealed class ModuleRegistry(DeviceAssignment device, IRegistryTransport transport, ServiceRetry retry, TimeProvider time, ILogger logger) : IDisposable
{
    private const string ModuleNotFound = "ModuleNotFound";
    private const string ModuleNotFoundNumber = "404010";

    /// <summary>What a log message names that is about no single one; no module id has a blank.</summary>
    private const string EveryModule = "every one";

    private readonly RegistryFaults _faults = new(device, time);

    public DeviceAssignment Device => device;

    /// <summary>Every module of the device, system modules included.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused, failed or could not be reached.</exception>
    public Task<IReadOnlyList<ModuleRecord>> ListAsync(CancellationToken cancellationToken) => retry.RunAsync<IReadOnlyList<ModuleRecord>>(
        async token =>
        {
            ServiceAnswer answer = await SendAsync(new RegistryRequest(RegistryVerb.List), token).ConfigureAwait(false);
            _faults.ThrowIfRefused("list", null, answer);
            return RegistryAnswer.ReadList(answer.Body, device) ?? throw _faults.InvalidAnswer("list", null, answer.Fault);
        },
        cancellationToken);

    /// <summary>The module, or null when the hub says that it is not there.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused, failed or could not be reached; that says nothing about the module.</exception>
    public Task<ModuleRecord?> GetAsync(string moduleId, CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            ServiceAnswer answer = await SendAsync(new RegistryRequest(RegistryVerb.Read, moduleId), token).ConfigureAwait(false);
            return IsModuleNotFound(answer) ? null : Read("read", moduleId, answer);
        },
        cancellationToken);

    /// <summary>Makes the module; null when the hub has it already.</summary>
    /// <param name="moduleId">The module id.</param>
    /// <param name="authentication">What the hub is to learn; null to let it make keys.</param>
    /// <param name="cancellationToken">Ends the wait; the module may have been made.</param>
    /// <exception cref="ModuleIdentityException">The hub refused, failed or could not be reached.</exception>
    public Task<ModuleRecord?> CreateAsync(string moduleId, ModuleAuthentication? authentication, CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            ModuleRecord wanted = new(device.DeviceId, moduleId, Authentication: authentication);
            ServiceAnswer answer = await SendAsync(new RegistryRequest(RegistryVerb.Create, moduleId, wanted), token).ConfigureAwait(false);
            return answer.Status == 409 ? null : Read("create", moduleId, answer);
        },
        cancellationToken);

    /// <summary>Replaces the module's authentication, if nobody has changed the module since it was read; null when somebody has.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused, failed or could not be reached.</exception>
    public Task<ModuleRecord?> UpdateAsync(ModuleRecord read, ModuleAuthentication authentication, CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            string moduleId = read.ModuleId!;
            ModuleRecord wanted = new(device.DeviceId, moduleId, ManagedBy: read.ManagedBy, Authentication: authentication);
            ServiceAnswer answer = await SendAsync(new RegistryRequest(RegistryVerb.Update, moduleId, wanted, read.Etag), token).ConfigureAwait(false);
            return answer.Status == 412 ? null : Read("update", moduleId, answer);
        },
        cancellationToken);

    /// <summary>Deletes the module, whatever state it is in; false when the hub says that it is not there.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused, failed or could not be reached; the module may be gone.</exception>
    public Task<bool> DeleteAsync(string moduleId, CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            ServiceAnswer answer = await SendAsync(new RegistryRequest(RegistryVerb.Delete, moduleId, Etag: "*"), token).ConfigureAwait(false);
            if (IsModuleNotFound(answer))
            {
                return false;
            }

            if (answer.Status != 204)
            {
                _faults.ThrowIfRefused("delete", moduleId, answer);
            }

            return true;
        },
        cancellationToken);

    public void Dispose() => transport.Dispose();

    /// <summary>An error about a module that no single answer shows.</summary>
    public ModuleIdentityException Failure(ModuleIdentityErrorCode code, string verb, string moduleId, string advice) =>
        _faults.Failure(code, verb, moduleId, advice, default);

    private async Task<ServiceAnswer> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        ServiceAnswer answer = default;
        string target = request.ModuleId ?? EveryModule;
        string verb = request.Word;
        Log.Asking(logger, device.HubHostName, verb, device.DeviceId, target);
        try
        {
            answer = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            Log.Answered(logger, device.HubHostName, verb, device.DeviceId, target, answer.Status);
            return answer;
        }
        finally
        {
            ProvisioningMetrics.CountOperation(verb, answer.Status);
        }
    }

    private ModuleRecord Read(string verb, string moduleId, ServiceAnswer answer)
    {
        _faults.ThrowIfRefused(verb, moduleId, answer);
        return RegistryAnswer.ReadModule(answer.Body, device, moduleId) ?? throw _faults.InvalidAnswer(verb, moduleId, answer.Fault);
    }

    /// <summary>A 404 may also say that the device is not there, or that the hub is moving to another region: those lead to no create.</summary>
    private static bool IsModuleNotFound(ServiceAnswer answer) => answer is { Status: 404, Fault.ErrorCode: null or ModuleNotFound or ModuleNotFoundNumber };
}
