using System.Globalization;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModuleIdentities.Emulator.Faults;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Wire.Management;
using ModuleIdentities.Emulator.Wire.Mqtt;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>Everything that comes in on the HTTPS port: WebSockets with MQTT inside, DPS, the hubs, and a health check.</summary>
internal sealed class HttpFrontDoor(EmulatorRoot root, MqttFrontDoor mqtt, ManagementApi management, ILogger logger)
{
    private readonly ProvisioningEndpoint _provisioning = new(root.Provisioning, root.Time);
    private readonly EnrollmentEndpoint _enrollments = new(root);
    private readonly Dictionary<HubServices, HubEndpoints> _hubs = root.Hubs.ToDictionary(hub => hub, hub => new HubEndpoints(hub));
    private readonly ManagementEndpoint _management = new(management, root.ManagementToken);
    private readonly HttpFaults _faults = new(root.Faults);

    public async Task AnswerAsync(HttpContext context)
    {
        // Kestrel's own would be by the machine's clock.
        context.Response.Headers.Date = root.Time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        if (context.WebSockets.IsWebSocketRequest)
        {
            await AcceptWebSocketAsync(context).ConfigureAwait(false);
            return;
        }

        if (context.Request.Path.StartsWithSegments(ManagementApi.Prefix))
        {
            await _management.AnswerAsync(context).ConfigureAwait(false);
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
        if (HttpRoutes.Find(call) is not { } route)
        {
            await RefuseUnmodelledAsync(call).ConfigureAwait(false);
            return;
        }

        if (route.Operation != EmulatorOperations.Telemetry && !call.Body.IsEmpty && call.Header("Content-Type") is { } type
            && !type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            string message = $"The body of {route.Method} {route.Template} is JSON, not '{type}'.";
            await RefuseAsync(call, HubErrorCode.UnsupportedMediaType, ProvisioningError.UnsupportedMediaType, message).ConfigureAwait(false);
            return;
        }

        bool isAnswered = await _enrollments.TryAnswerAsync(call).ConfigureAwait(false)
            || await _provisioning.TryAnswerAsync(call).ConfigureAwait(false)
            || await FindHub(call).TryAnswerAsync(call).ConfigureAwait(false);
        if (!isAnswered)
        {
            await RefuseUnmodelledAsync(call).ConfigureAwait(false);
        }
    }

    // With a status that clients do not retry.
    private Task RefuseUnmodelledAsync(HttpCall call)
    {
        string what = $"{call.Method} {call.Target.Split('?', 2)[0]}";
        root.Unmodelled.Name(what);
        return RefuseAsync(call, HubErrorCode.ArgumentInvalid, ProvisioningError.BadRequest, $"The emulator does not model {what}.");
    }

    private Task RefuseAsync(HttpCall call, HubErrorCode ofHub, ProvisioningError ofProvisioning, string message) =>
        call.Segments is [_, "registrations", ..] || EnrollmentEndpoint.Serves(call)
            ? call.RefuseAsync(new ProvisioningRefusedException(ofProvisioning, message), root.Time.GetUtcNow())
            : call.RefuseAsync(ofHub, message, root.Time.GetUtcNow());

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
