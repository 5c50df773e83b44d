using System.Text.Json;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Twins;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>
/// <c>POST /devices</c>: up to 100 devices and modules, each with an <c>importMode</c> of its own. Those that fail are named in the answer, which is
/// 200 all the same; the others are done.
/// </summary>
internal sealed class BulkRegistryOperation(HubServices services)
{
    private const int Most = 100;

    /// <exception cref="HubRefusedException">The body is no list of 1 to 100 identities.</exception>
    public async ValueTask<Action<Utf8JsonWriter>> RunAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        List<(string DeviceId, string? ModuleId, HubRefusedException Refusal)> errors = [];
        using JsonDocument document = Parse(body);
        foreach (JsonElement item in document.RootElement.EnumerateArray())
        {
            string deviceId = "";
            string? moduleId = null;
            try
            {
                deviceId = IdentityJson.Text(item, "id") ?? throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "The id is missing.");
                moduleId = IdentityJson.Text(item, "moduleId") is { Length: > 0 } module ? module : null;
                await RunAsync(item, deviceId, moduleId, cancellationToken).ConfigureAwait(false);
            }
            catch (HubRefusedException refusal)
            {
                errors.Add((deviceId, moduleId, refusal));
            }
            catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
            {
                // Half of a surrogate pair, or a key that comes twice.
                errors.Add((deviceId, moduleId, new HubRefusedException(HubErrorCode.IotHubFormatError, "The identity has a text that is none.")));
            }
        }

        return writer => Write(writer, errors);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw new HubRefusedException(HubErrorCode.IotHubFormatError, "The body is not JSON.");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Array && document.RootElement.GetArrayLength() is > 0 and <= Most)
        {
            return document;
        }

        document.Dispose();
        throw new HubRefusedException(HubErrorCode.ArgumentInvalid, $"The body is not a list of 1 to {Most} identities.");
    }

    private static void Write(Utf8JsonWriter writer, List<(string DeviceId, string? ModuleId, HubRefusedException Refusal)> errors)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("isSuccessful", errors.Count == 0);
        writer.WriteStartArray("errors");
        foreach ((string deviceId, string? moduleId, HubRefusedException refusal) in errors)
        {
            writer.WriteStartObject();
            writer.WriteString("deviceId", deviceId);
            if (moduleId is not null)
            {
                writer.WriteString("moduleId", moduleId);
            }

            writer.WriteString("errorCode", refusal.Code.ToString());
            writer.WriteString("errorStatus", refusal.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("warnings");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private async ValueTask RunAsync(JsonElement item, string deviceId, string? moduleId, CancellationToken cancellationToken)
    {
        string mode = IdentityJson.Text(item, "importMode")?.ToLowerInvariant() ?? "create";
        EntityTag? etag = EntityTag.Parse(IdentityJson.Text(item, "eTag") ?? IdentityJson.Text(item, "etag"));
        if (moduleId is not null)
        {
            services.RequireTierForModules();
        }

        switch (mode)
        {
            case "create":
                await CreateAsync(item, deviceId, moduleId, cancellationToken).ConfigureAwait(false);
                break;
            case "update" or "updateifmatchetag":
                EntityTag match = mode == "update" ? EntityTag.Any : DeviceRegistry.RequireTag(etag);
                if (moduleId is null)
                {
                    await services.Devices.UpdateDeviceAsync(deviceId, ReadDevice(item), match, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await services.Modules
                        .UpdateModuleAsync(deviceId, moduleId, IdentityJson.Read(item), match, maySetSystemModule: false, cancellationToken).ConfigureAwait(false);
                }

                break;
            case "delete" or "deleteifmatchetag":
                EntityTag? condition = mode == "delete" ? EntityTag.Any : etag;
                if (moduleId is null)
                {
                    await services.Devices.DeleteDeviceAsync(deviceId, condition, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await services.Modules.DeleteModuleAsync(deviceId, moduleId, condition, cancellationToken).ConfigureAwait(false);
                }

                break;
            case "updatetwin" or "updatetwinifmatchetag":
                services.Limits.RequireStandard();
                EntityTag? twinTag = mode == "updatetwin" ? null : DeviceRegistry.RequireTag(EntityTag.Parse(IdentityJson.Text(item, "twinETag")));
                await services.Twins.UpdateAsync(
                    new PrincipalId(deviceId, moduleId), new TwinChange(Node(item, "tags"), Desired(item)), twinTag, cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "The import mode is not known.");
        }
    }

    private async ValueTask CreateAsync(JsonElement item, string deviceId, string? moduleId, CancellationToken cancellationToken)
    {
        if (moduleId is null)
        {
            TwinSeed twin = TwinSeed.Read(Node(item, "tags"), Desired(item));
            await services.Devices.CreateDeviceAsync(
                deviceId, ReadDevice(item), device => twin == new TwinSeed() ? [] : [services.Twins.Seed(device, twin)], cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await services.Modules.CreateModuleAsync(deviceId, moduleId, IdentityJson.Read(item), cancellationToken).ConfigureAwait(false);
        }
    }

    private IdentitySpecification ReadDevice(JsonElement item)
    {
        IdentitySpecification wanted = IdentityJson.Read(item);
        services.RequireTierFor(wanted);
        return wanted;
    }

    private static JsonObject? Desired(JsonElement item) => item.TryGetProperty("properties", out JsonElement properties) ? Node(properties, "desired") : null;

    private static JsonObject? Node(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? JsonObject.Create(value.Clone())
            : null;
}
