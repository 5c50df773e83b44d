using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Methods;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Twins;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>The service API for twins and direct methods (protocol 4.5, 4.6 and 5.1): for policies with the right to it, never for devices.</summary>
internal sealed class TwinEndpoint(HubServices services)
{
    /// <summary>Answers a call to <c>/twins/{d}[/modules/{m}][/methods]</c>; false when it is not one of those that are modelled.</summary>
    public async Task<bool> TryAnswerAsync(HttpCall call)
    {
        (PrincipalId Principal, bool IsMethod)? target = call.Segments switch
        {
            ["twins", string deviceId] => (new PrincipalId(deviceId), false),
            ["twins", string deviceId, "methods"] => (new PrincipalId(deviceId), true),
            ["twins", string deviceId, "modules", string moduleId] => (new PrincipalId(deviceId, moduleId), false),
            ["twins", string deviceId, "modules", string moduleId, "methods"] => (new PrincipalId(deviceId, moduleId), true),
            _ => null,
        };
        bool isModelled = target is { } known && (known.IsMethod ? call.Method == "POST" : call.Method is "GET" or "PATCH" or "PUT");
        if (!isModelled)
        {
            return false;
        }

        try
        {
            call.RequireApiVersion();
            PrincipalId principal = target!.Value.Principal;
            string module = principal.ModuleId is null ? "" : $"/modules/{principal.ModuleId}";
            services.Authorizer.AdmitService(call.Caller, $"twins/{principal.DeviceId}{module}", HubRights.ServiceConnect);
            services.Limits.RequireStandard();
            await (target.Value.IsMethod ? InvokeAsync(call, principal) : AnswerTwinAsync(call, principal)).ConfigureAwait(false);
        }
        catch (HubRefusedException exception)
        {
            await call.RefuseAsync(exception.Code, exception.Message, services.Time.GetUtcNow()).ConfigureAwait(false);
        }

        return true;
    }

    private async Task AnswerTwinAsync(HttpCall call, PrincipalId principal)
    {
        if (call.Method == "GET")
        {
            Twin found = services.Twins.Get(principal);
            byte[] body = Json(found);
            await services.Limits.AdmitAsync(HubThrottle.TwinReads, "TwinRead", body.Length, call.Aborted).ConfigureAwait(false);
            await AnswerAsync(call, found, body).ConfigureAwait(false);
            return;
        }

        await services.Limits.AdmitAsync(HubThrottle.TwinUpdates, "TwinUpdate", call.Body.Length, call.Aborted).ConfigureAwait(false);
        Twin twin = await services.Twins.UpdateAsync(
            principal, TwinJson.Read(call.Body, replaces: call.Method == "PUT"), EntityTag.Parse(call.IfMatch), call.Aborted).ConfigureAwait(false);
        await AnswerAsync(call, twin, Json(twin)).ConfigureAwait(false);

        byte[] Json(Twin which) => HttpCall.Json(writer => TwinJson.Write(writer, which, services.StatusOf(principal)));
    }

    private static Task AnswerAsync(HttpCall call, Twin twin, byte[] body)
    {
        call.SetHeader("ETag", $"\"{twin.Record.ETag}\"");
        return call.AnswerAsync(200, body);
    }

    private async Task InvokeAsync(HttpCall call, PrincipalId principal)
    {
        MethodRequest request = MethodJson.Read(call.Body);
        await services.Limits.AdmitAsync(HubThrottle.DirectMethods, "DirectMethod", request.Payload.Length, call.Aborted).ConfigureAwait(false);
        MethodResult result = await services.Methods.InvokeAsync(principal, request, call.Aborted).ConfigureAwait(false);
        if (!result.Payload.IsEmpty)
        {
            services.Limits.Charge(result.Payload.Length);
        }

        await call.AnswerAsync(200, writer => MethodJson.Write(writer, result)).ConfigureAwait(false);
    }
}
