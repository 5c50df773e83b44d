using System.Globalization;
using ModuleIdentities.Emulator.Service.Provisioning;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>The device API of the Device Provisioning Service over HTTPS (protocol section 2).</summary>
internal sealed class ProvisioningEndpoint(ProvisioningService provisioning, TimeProvider time)
{
    /// <summary>Answers a call to <c>/{idScope}/registrations/{id}…</c>; false when it is none.</summary>
    public async Task<bool> TryAnswerAsync(HttpCall call)
    {
        if (call.Segments is not [string idScope, "registrations", string registrationId, .. var rest])
        {
            return false;
        }

        ProvisioningCaller caller = new(idScope, registrationId, call.Caller.Token, call.Caller.Certificate);
        try
        {
            if (!call.HasApiVersion)
            {
                throw new ProvisioningRefusedException(ProvisioningError.BadRequest, "The api-version is missing.");
            }

            switch (rest)
            {
                case ["register"] when call.Method == "PUT":
                    await AnswerAsync(
                        call,
                        await provisioning.RegisterAsync(caller, RegistrationBody.Read(call.Body), call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
                    return true;
                case ["operations", string operationId] when call.Method == "GET":
                    await AnswerAsync(call, await provisioning.PollAsync(caller, operationId, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
                    return true;
                case [] when call.Method == "POST":
                    await call.AnswerAsync(200, RegistrationJson.State(provisioning.LookUp(caller, RegistrationBody.Read(call.Body)))).ConfigureAwait(false);
                    return true;
                default:
                    return false;
            }
        }
        catch (ProvisioningRefusedException exception)
        {
            await call.RefuseAsync(exception, time.GetUtcNow()).ConfigureAwait(false);
            return true;
        }
    }

    private Task AnswerAsync(HttpCall call, RegistrationRecord registration)
    {
        int status = RegistrationJson.StatusCode(registration);
        if (status == 202)
        {
            call.SetHeader("Retry-After", provisioning.Settings.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture));
            call.SetHeader("Location", $"https://{provisioning.Settings.HostName}{call.Target.Split('?', 2)[0]}");
        }

        return call.AnswerAsync(status, RegistrationJson.Operation(registration, provisioning.Settings.Assumptions.StateWhileAssigning));
    }
}
