using System.Security.Cryptography;
using System.Text;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The Device Provisioning Service: registers enrolled devices with the hub (protocol sections 2 and 3).</summary>
internal sealed class ProvisioningService(
    HubSettings settings,
    EnrollmentDirectory enrollments,
    DeviceAssignment assignment,
    TimeProvider time)
{
    public bool IsOurScope(string idScope) => string.Equals(idScope, settings.IdScope, StringComparison.OrdinalIgnoreCase);

    /// <summary>Registers the device, and answers that it is being assigned.</summary>
    /// <exception cref="ProvisioningRefusedException">The caller is not enrolled or has no valid credential.</exception>
    public async ValueTask<RegistrationRecord> RegisterAsync(ProvisioningCaller caller, CancellationToken cancellationToken)
    {
        EnrollmentRecord enrollment = Authorize(caller);
        while (true)
        {
            Versioned<RegistrationRecord>? previous = enrollments.FindRegistration(caller.RegistrationId);
            RegistrationRecord registration = await DecideAsync(enrollment, previous?.Value, cancellationToken).ConfigureAwait(false);
            long expected = previous?.Version ?? DocumentChange.Absent;
            if (await enrollments.PutRegistrationAsync(registration, expected, cancellationToken).ConfigureAwait(false))
            {
                return registration with { Status = RegistrationStatus.Assigning };
            }
        }
    }

    /// <summary>How the operation stands; each call brings its end one step nearer.</summary>
    /// <exception cref="ProvisioningRefusedException">The caller has no valid credential, or the operation is not its last.</exception>
    public async ValueTask<RegistrationRecord> PollAsync(ProvisioningCaller caller, string operationId, CancellationToken cancellationToken)
    {
        Authorize(caller);
        while (true)
        {
            if (enrollments.FindRegistration(caller.RegistrationId) is not { } found || found.Value.OperationId != operationId)
            {
                throw new ProvisioningRefusedException(ProvisioningError.OperationNotFound, "Operation not found.");
            }

            RegistrationRecord registration = found.Value;
            if (registration.PollsLeft == 0)
            {
                return registration;
            }

            RegistrationRecord counted = registration with { PollsLeft = registration.PollsLeft - 1 };
            if (await enrollments.PutRegistrationAsync(counted, found.Version, cancellationToken).ConfigureAwait(false))
            {
                return registration with { Status = RegistrationStatus.Assigning };
            }
        }
    }

    /// <summary>The last registration of the device.</summary>
    /// <exception cref="ProvisioningRefusedException">The caller has no valid credential, or the device never registered.</exception>
    public RegistrationRecord LookUp(ProvisioningCaller caller)
    {
        Authorize(caller);
        return enrollments.FindRegistration(caller.RegistrationId)?.Value
            ?? throw new ProvisioningRefusedException(ProvisioningError.NotEnrolled, "Registration not found.");
    }

    private EnrollmentRecord Authorize(ProvisioningCaller caller)
    {
        if (!IsOurScope(caller.IdScope) || caller.Token is not { } token)
        {
            throw Unauthorized();
        }

        EnrollmentRecord enrollment = enrollments.Find(caller.RegistrationId)?.Value
            ?? throw new ProvisioningRefusedException(ProvisioningError.NotEnrolled, "Enrollment not found.");
        bool isValid = string.Equals(token.KeyName, "registration", StringComparison.OrdinalIgnoreCase)
            && token.IsSignedBy(enrollment.Keys)
            && token.Covers($"{settings.IdScope}/registrations/{caller.RegistrationId}")
            && token.ExpiresAt + settings.ClockSkew >= time.GetUtcNow();
        return isValid ? enrollment : throw Unauthorized();
    }

    private static ProvisioningRefusedException Unauthorized() => new(ProvisioningError.Unauthorized, "Unauthorized");

    private async ValueTask<RegistrationRecord> DecideAsync(EnrollmentRecord enrollment, RegistrationRecord? previous, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        RegistrationRecord registration = new(
            enrollment.RegistrationId,
            NewOperationId(enrollment.RegistrationId),
            settings.AssigningPolls,
            RegistrationStatus.Disabled,
            previous?.Created ?? now,
            now,
            Convert.ToBase64String(Encoding.ASCII.GetBytes($"\"{Guid.NewGuid()}\"")));
        if (!enrollment.IsEnabled)
        {
            return registration;
        }

        string deviceId = await assignment.AssignAsync(enrollment, cancellationToken).ConfigureAwait(false);
        return registration with
        {
            Status = RegistrationStatus.Assigned,
            AssignedHub = settings.HostName,
            DeviceId = deviceId,
            Substatus = "initialAssignment",
        };
    }

    // The form of the service's own: a version, a hash of the registration id, and a GUID.
    private static string NewOperationId(string registrationId)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(RegistrationId.Key(registrationId)));
        return $"5.{Convert.ToHexStringLower(hash, 0, 8)}.{Guid.NewGuid()}";
    }
}
