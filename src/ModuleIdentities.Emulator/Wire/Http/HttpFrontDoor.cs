using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModuleIdentities.Emulator.Faults;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Wire.Mqtt;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>Everything that comes in on the HTTPS port: WebSockets with MQTT inside, DPS, the hubs, and a health check.</summary>
internal sealed class HttpFrontDoor(EmulatorRoot root, MqttFrontDoor mqtt, ILogger logger)
{
    private readonly ProvisioningEndpoint _provisioning = new(root.Provisioning, root.Time);
    private readonly EnrollmentEndpoint _enrollments = new(root);
    private readonly Dictionary<HubServices, HubEndpoints> _hubs = root.Hubs.ToDictionary(hub => hub, hub => new HubEndpoints(hub));
    private readonly HttpFaults _faults = new(root.Faults);

    public async Task AnswerAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            await AcceptWebSocketAsync(context).ConfigureAwait(false);
            return;
        }

        HttpCall.Limit(context);
        HttpCall call = await HttpCall.ReadAsync(context, root.Journal).ConfigureAwait(false);
        try
        {
            if (call.Segments is ["health"])
            {
                await call.AnswerAsync(200, "{\"status\":\"healthy\"}"u8.ToArray()).ConfigureAwait(false);
            }
            else
            {
                await _faults.AnswerAsync(context, call, AnswerAsync).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.RequestFailed(logger, exception, call.Method, call.Target.Split('?', 2)[0]);
            throw;
        }
    }

    private async Task AnswerAsync(HttpCall call)
    {
        bool isAnswered = HttpRoutes.Find(call) is not null
            && (await _enrollments.TryAnswerAsync(call).ConfigureAwait(false)
                || await _provisioning.TryAnswerAsync(call).ConfigureAwait(false)
                || await FindHub(call).TryAnswerAsync(call).ConfigureAwait(false));
        if (!isAnswered)
        {
            await RefuseAsync(call).ConfigureAwait(false);
        }
    }

    // With a status that clients do not retry.
    private Task RefuseAsync(HttpCall call)
    {
        string what = $"{call.Method} {call.Target.Split('?', 2)[0]}";
        string message = $"The emulator does not model {what}.";
        Log.NotModelled(logger, what);
        return call.Segments is [_, "registrations", ..] || EnrollmentEndpoint.Serves(call)
            ? call.AnswerAsync(400, RegistrationJson.Error((int)ProvisioningError.BadRequest, message, root.Time.GetUtcNow()))
            : call.RefuseAsync(HubErrorCode.ArgumentInvalid, message, root.Time.GetUtcNow());
    }

    // A call that names none of the hubs came through a name of the caller's own, and is for the first.
    private HubEndpoints FindHub(HttpCall call) => _hubs[root.FindHub(call.Host) ?? root.Hubs[0]];

    private async Task AcceptWebSocketAsync(HttpContext context)
    {
        // The C SDK asks for "MQTT" in capitals, and wants it back so.
        string? protocol = context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(p => string.Equals(p, "mqtt", StringComparison.OrdinalIgnoreCase));
        if (protocol is null || context.Request.Path.Value is not ("/" or "/$iothub/websocket"))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(protocol).ConfigureAwait(false);
        await mqtt.ServeAsync(socket, context).ConfigureAwait(false);
    }
}
