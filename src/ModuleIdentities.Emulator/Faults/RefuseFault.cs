using ModuleIdentities.Emulator.Service.Limits;

namespace ModuleIdentities.Emulator.Faults;

internal sealed record RefuseFault(int Status) : Fault(EmulatorOperations.Requests | EmulatorOperations.Telemetry), IRequestFault
{
    private const EmulatorOperations Devices = EmulatorOperations.GetDevice | EmulatorOperations.ListDevices | EmulatorOperations.CreateDevice
        | EmulatorOperations.UpdateDevice | EmulatorOperations.DeleteDevice | EmulatorOperations.BulkRegistry
        | EmulatorOperations.FetchCloudToDevice | EmulatorOperations.SettleCloudToDevice | EmulatorOperations.PurgeCloudToDevice;

    /// <summary>The hub's error; by default the usual one of the status and the operation.</summary>
    public HubErrorCode? Error { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public ValueTask<Refusal?> ApplyAsync(Exchange exchange, FaultHandle handle)
    {
        bool isProvisioning = (exchange.Occasion.Operation & (EmulatorOperations.Provisioning | EmulatorOperations.ManageEnrollments)) != 0;
        HubErrorCode? error = isProvisioning ? null : Error ?? Usual(exchange.Occasion.Operation);
        string message = Status == 429 && !isProvisioning ? ThrottleMessage.Of(ThrottleMessage.NameOf(exchange.Occasion.Operation)) : $"A fault answers {Status}.";
        return ValueTask.FromResult<Refusal?>(new Refusal(Status, error, message, RetryAfter));
    }

    internal override void Validate()
    {
        base.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(Status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Status, 599);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryAfter ?? TimeSpan.Zero, TimeSpan.Zero, nameof(RetryAfter));
    }

    private HubErrorCode? Usual(EmulatorOperations operation) => Status switch
    {
        400 => HubErrorCode.ArgumentInvalid,
        401 => HubErrorCode.IotHubUnauthorizedAccess,
        403 => HubErrorCode.IotHubQuotaExceeded,
        404 => (operation & Devices) != 0 ? HubErrorCode.DeviceNotFound : HubErrorCode.ModuleNotFound,
        409 => (operation & Devices) != 0 ? HubErrorCode.DeviceAlreadyExists : HubErrorCode.ModuleAlreadyExistsOnDevice,
        412 => HubErrorCode.PreconditionFailed,
        413 => operation == EmulatorOperations.CreateModule ? HubErrorCode.TooManyModulesOnDevice : HubErrorCode.MessageTooLarge,
        429 => HubErrorCode.ThrottlingException,
        500 => HubErrorCode.ServerError,
        503 => HubErrorCode.ServiceUnavailable,
        504 => HubErrorCode.GatewayTimeout,
        _ => null,
    };
}
