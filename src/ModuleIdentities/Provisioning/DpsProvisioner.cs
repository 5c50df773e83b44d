using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>Registers the device with the Device Provisioning Service and waits until a hub is assigned.</summary>
internal sealed class DpsProvisioner(DpsEnrollment enrollment, Func<IDpsTransport> openTransport, TimeSpan timeout, TimeProvider time, ILogger logger)
    : IDeviceProvisioner
{
    /// <summary>The wait between polls when the service names none ("Retry-After" absent), as the official clients have it.</summary>
    private static readonly TimeSpan DefaultPollInterval = TimeSpan.FromSeconds(2);

    /// <summary>The kind of hub that has modules, MQTT 3.1.1 and the registry; also what an answer that names none means.</summary>
    private const string ClassicProfile = "classic";

    /// <summary>Keeps a service that answers "Retry-After: 0" from being asked in a tight loop.</summary>
    private static readonly TimeSpan ShortestPollInterval = TimeSpan.FromMilliseconds(50);

    public string Source => $"{enrollment.IdScope}/{enrollment.RegistrationId}@{enrollment.GlobalEndpoint}";

    public Credential Credential => enrollment.Credential;

    public async Task<DeviceAssignment> ProvisionAsync(CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(timeout, time, cancellationToken);
        try
        {
            Log.Registering(logger, enrollment.RegistrationId, enrollment.IdScope, enrollment.GlobalEndpoint);
            ProvisioningMetrics.CountRegistration();
            return await RegisterAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Failure(
                ModuleIdentityErrorCode.TimedOut,
                $"was not assigned within {timeout}",
                "Try again later, or raise ModuleIdentities:Provisioning:Timeout",
                inner: exception);
        }
    }

    private async Task<DeviceAssignment> RegisterAsync(CancellationToken cancellationToken)
    {
        IDpsTransport transport = openTransport();
        await using (transport.ConfigureAwait(false))
        {
            DpsAnswer answer = await transport.RegisterAsync(cancellationToken).ConfigureAwait(false);
            ThrowIfRefused(answer);
            while (true)
            {
                DpsOperation operation = Read(answer);
                switch (operation.Status?.ToLowerInvariant())
                {
                    case "assigned":
                        DeviceAssignment assignment = Assigned(operation, answer);
                        await KeepKeyAsync(operation.RegistrationState!, answer, cancellationToken).ConfigureAwait(false);
                        return assignment;
                    case "assigning" when operation.OperationId is { Length: > 0 } operationId:
                        await WaitAsync(answer.RetryAfter ?? DefaultPollInterval, cancellationToken).ConfigureAwait(false);
                        answer = await transport.PollAsync(operationId, cancellationToken).ConfigureAwait(false);
                        ThrowIfForgotten(answer);
                        ThrowIfRefused(answer);
                        break;
                    default:
                        throw NotAssigned(operation, answer);
                }
            }
        }
    }

    private Task WaitAsync(TimeSpan interval, CancellationToken cancellationToken) =>
        Task.Delay(interval < ShortestPollInterval ? ShortestPollInterval : interval, time, cancellationToken);

    private DpsOperation Read(DpsAnswer answer)
    {
        try
        {
            return JsonBody.Read(answer.Body, DpsOperation.Read) ?? throw InvalidAnswer(answer);
        }
        catch (JsonException)
        {
            // The exception quotes the answer: it is left behind.
            throw InvalidAnswer(answer);
        }
    }

    private DeviceAssignment Assigned(DpsOperation operation, DpsAnswer answer)
    {
        if (operation.RegistrationState is not { AssignedHub: { Length: > 0 } hub, DeviceId: { Length: > 0 } deviceId } state
            || Uri.CheckHostName(hub) == UriHostNameType.Unknown)
        {
            throw InvalidAnswer(answer);
        }

        if (state.ConnectionProfile is { } profile && !string.Equals(profile, ClassicProfile, StringComparison.OrdinalIgnoreCase))
        {
            throw Failure(
                ModuleIdentityErrorCode.UnsupportedHub,
                $"was assigned to hub {hub}, whose connection profile is not {ClassicProfile}: such a hub has no module identities",
                "Link a classic hub to the Device Provisioning Service");
        }

        Log.Registered(logger, enrollment.RegistrationId, deviceId, hub, state.Substatus ?? "no substatus");
        return new DeviceAssignment(hub, deviceId, enrollment.Credential, state.Payload?.ToJsonString()) { AssignedAt = time.GetUtcNow() };
    }

    /// <summary>Has the device's TPM keep the key that opens the hub; nothing else has to.</summary>
    private async Task KeepKeyAsync(DpsRegistrationState state, DpsAnswer answer, CancellationToken cancellationToken)
    {
        if (enrollment.Credential is TpmCredential { Tpm: { } tpm })
        {
            byte[] key = state.Tpm?.AuthenticationKey ?? throw InvalidAnswer(answer);
            await tpm.KeepDeviceKeyAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    private ModuleIdentityException NotAssigned(DpsOperation operation, DpsAnswer answer)
    {
        string? errorCode = operation.RegistrationState?.ErrorCode?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        ServiceFault fault = new(answer.Status, errorCode, null, null);
        return operation.Status?.ToLowerInvariant() switch
        {
            "disabled" => Failure(
                ModuleIdentityErrorCode.EnrollmentDisabled, "is disabled", "Enable its enrolment in the Device Provisioning Service", fault),
            "failed" or "unassigned" => Failure(
                ModuleIdentityErrorCode.AssignmentFailed,
                "was not assigned to a hub",
                "Check the linked hubs and the allocation policy of the enrolment (400208: no hub linked, 400209: the hub refused the service)",
                fault),
            _ => InvalidAnswer(answer),
        };
    }

    /// <summary>
    /// A poll that is answered with "not found" says that the operation is gone, as when the same device has begun another registration meanwhile, and
    /// nothing about the enrolment: that is for the next registration to find out.
    /// </summary>
    private void ThrowIfForgotten(DpsAnswer answer)
    {
        if (answer.Status == 404)
        {
            throw Failure(
                ModuleIdentityErrorCode.ServiceFailed, "was forgotten by the service while it was assigned", "It is registered anew", Fault(answer));
        }
    }

    private void ThrowIfRefused(DpsAnswer answer)
    {
        if (answer.Status is >= 200 and < 300)
        {
            return;
        }

        ServiceFault fault = Fault(answer);
        throw answer.Status switch
        {
            401 or 403 when answer.Skew is { IsHarmful: true } skew => Failure(
                ModuleIdentityErrorCode.ClockWrong, $"was refused{skew.Finding}", ClockSkew.Advice, fault),
            401 or 403 => Failure(
                ModuleIdentityErrorCode.CredentialRefused,
                "was refused",
                enrollment.Credential is TpmCredential
                    ? "Check that the enrolment has the endorsement key of this very TPM ('moduleid tpm show' tells it), and the ID scope"
                    : "Check the enrolment's key or certificate, and the ID scope",
                fault),
            404 => Failure(
                ModuleIdentityErrorCode.EnrollmentNotFound, "is not known", "Create its enrolment, or check the registration id and the ID scope", fault),
            429 => Failure(ModuleIdentityErrorCode.Throttled, "was throttled", "Try again later", fault),
            >= 500 => Failure(ModuleIdentityErrorCode.ServiceFailed, "could not be served", "Try again later", fault),
            _ => Failure(
                ModuleIdentityErrorCode.RequestRejected, "was rejected", "Check the registration id and the ID scope", fault),
        };
    }

    private static ServiceFault Fault(DpsAnswer answer) => ServiceFault.Read(answer.Status, answer.Body, retryAfter: answer.RetryAfter);

    private ModuleIdentityException InvalidAnswer(DpsAnswer answer) => Failure(
        ModuleIdentityErrorCode.InvalidAnswer,
        "got an answer that is not the Device Provisioning Service's",
        "Check the endpoint, and any proxy on the way",
        new ServiceFault(answer.Status, null, null, null));

    private ModuleIdentityException Failure(
        ModuleIdentityErrorCode code, string what, string advice, ServiceFault fault = default, Exception? inner = null) =>
        new(code, $"Registration '{enrollment.RegistrationId}' in ID scope {enrollment.IdScope} at {enrollment.GlobalEndpoint} {what}", advice, fault, inner)
        {
            DeviceId = enrollment.RegistrationId,
        };
}
