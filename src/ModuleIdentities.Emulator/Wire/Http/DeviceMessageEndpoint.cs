using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Messages;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>
/// What a device does over HTTPS: it sends, one message or many, and fetches and settles what was sent to it (protocol 5.6). Modules have no such
/// paths: the hub answers 404. And the service's call that empties the queue of a device.
/// </summary>
internal sealed class DeviceMessageEndpoint(HubServices services)
{
    private const string BatchType = "application/vnd.microsoft.iothub.json";

    /// <summary>Answers a call to <c>/devices/{d}/messages/…</c> or <c>/devices/{d}/commands</c>; false when it is none.</summary>
    public async Task<bool> TryAnswerAsync(HttpCall call)
    {
        try
        {
            switch (call.Segments)
            {
                case ["devices", string deviceId, "messages", "events"] when call.Method == "POST":
                    await AcceptAsync(call, Admit(call, deviceId), deviceId).ConfigureAwait(false);
                    return true;
                case ["devices", _, "modules", _, "messages", "events"] when call.Method == "POST":
                    throw new HubRefusedException(HubErrorCode.ModuleNotFound, "A module sends over MQTT.");
                case ["devices", string deviceId, "messages", string box, .. string[] rest] when box.Equals("deviceBound", StringComparison.OrdinalIgnoreCase):
                    return await TrySettleAsync(call, deviceId, rest).ConfigureAwait(false);
                case ["devices", string deviceId, "commands"] when call.Method == "DELETE":
                    await PurgeAsync(call, deviceId).ConfigureAwait(false);
                    return true;
                default:
                    return false;
            }
        }
        catch (HubRefusedException exception)
        {
            await call.RefuseAsync(exception.Code, exception.Message, services.Time.GetUtcNow()).ConfigureAwait(false);
            return true;
        }
    }

    private ConnectionCredential Admit(HttpCall call, string deviceId)
    {
        call.RequireApiVersion();
        return services.Authorizer.AdmitConnection(call.Caller, new PrincipalId(deviceId));
    }

    private async Task AcceptAsync(HttpCall call, ConnectionCredential credential, string deviceId)
    {
        bool isBatch = call.Header("Content-Type")?.StartsWith(BatchType, StringComparison.OrdinalIgnoreCase) == true;
        IReadOnlyList<DeviceMessage> messages = isBatch ? MessageHeaders.ReadBatch(call.Body) : [MessageHeaders.Read(call.Headers, call.Body)];
        int size = messages.Sum(message => message.Size);
        if (size > TelemetryService.LargestMessage)
        {
            throw new HubRefusedException(HubErrorCode.MessageTooLarge, "The messages are larger than 256 KiB.");
        }

        await services.Limits.AdmitAsync(HubThrottle.Telemetry, "DeviceTelemetry", size, call.Aborted).ConfigureAwait(false);
        foreach (DeviceMessage message in messages)
        {
            await services.Telemetry.AcceptAsync(new PrincipalId(deviceId), credential, message, call.Aborted).ConfigureAwait(false);
        }

        await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
    }

    private async Task<bool> TrySettleAsync(HttpCall call, string deviceId, string[] rest)
    {
        Func<Task>? answer = (call.Method, rest) switch
        {
            ("GET", []) => () => FetchAsync(call, deviceId),
            ("DELETE", [string token]) => () => services.CloudMessages.SettleAsync(deviceId, token.Trim('"'), call.HasQuery("reject"), call.Aborted).AsTask(),
            ("POST", [string token, "abandon"]) => () => services.CloudMessages.AbandonAsync(deviceId, token.Trim('"'), call.Aborted).AsTask(),
            _ => null,
        };
        if (answer is null)
        {
            return false;
        }

        Admit(call, deviceId);
        await answer().ConfigureAwait(false);
        if (call.Method != "GET")
        {
            await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
        }

        return true;
    }

    private async Task FetchAsync(HttpCall call, string deviceId)
    {
        if (services.CloudMessages.Fetch(deviceId) is not ({ } message, { } lockToken))
        {
            await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
            return;
        }

        MessageHeaders.Write(call, message, lockToken);
        await call.AnswerAsync(200, message.Body, "application/octet-stream").ConfigureAwait(false);
    }

    private async Task PurgeAsync(HttpCall call, string deviceId)
    {
        call.RequireApiVersion();
        services.Authorizer.AdmitService(call.Caller, $"devices/{deviceId}", HubRights.ServiceConnect);
        services.Limits.RequireStandard();
        services.Devices.GetDevice(deviceId);
        int purged = await services.CloudMessages.PurgeAsync(deviceId, call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("totalMessagesPurged", purged);
            writer.WriteString("deviceId", deviceId);
            writer.WriteNull("moduleId");
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }
}
