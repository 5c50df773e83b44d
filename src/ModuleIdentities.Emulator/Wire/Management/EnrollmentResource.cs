using System.Text.Json;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Wire.Http;

namespace ModuleIdentities.Emulator.Wire.Management;

/// <summary>
/// Enrolments: <c>enrollments</c> lists those of devices and then the groups, without their keys, with how each device's last registration went;
/// <c>enrollments/{id}</c> and <c>enrollmentGroups/{id}</c> are enabled, disabled and removed. A seed adds them.
/// </summary>
internal sealed class EnrollmentResource(EmulatorRoot root, IotEmulator emulator)
{
    private const int LargestPage = 1000;

    /// <exception cref="FormatException">The query or the body is wrong.</exception>
    public async Task<bool> TryAnswerAsync(HttpCall call, string[] path)
    {
        switch (path)
        {
            case ["enrollments"] when call.Method == "GET":
                await ListAsync(call).ConfigureAwait(false);
                return true;
            case ["enrollments" or "enrollmentGroups", string id] when call.Method is "PATCH" or "DELETE":
                bool isFound = call.Method == "DELETE" ? Remove(path[0], id) : SetEnabled(path[0], id, ReadEnabled(call));
                if (isFound)
                {
                    await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
                }

                return isFound;
            default:
                return false;
        }
    }

    private static bool ReadEnabled(HttpCall call)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(call.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("enabled", out JsonElement enabled)
                && enabled.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? enabled.GetBoolean()
                : throw new FormatException("""The body is {"enabled": true} or {"enabled": false}.""");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The body is not JSON: {exception.Message}", exception);
        }
    }

    private bool Remove(string kind, string id) => kind == "enrollments" ? emulator.Enrollments.Remove(id) : emulator.Enrollments.RemoveGroup(id);

    private bool SetEnabled(string kind, string id, bool isEnabled) =>
        kind == "enrollments" ? emulator.Enrollments.SetEnabled(id, isEnabled) : emulator.Enrollments.SetGroupEnabled(id, isEnabled);

    private Task ListAsync(HttpCall call)
    {
        ManagementQuery.RequireKnown(call, "q", "offset", "limit");
        int offset = ManagementQuery.Number(call, "offset", 0);
        int limit = ManagementQuery.Number(call, "limit", 100, LargestPage);
        string text = call.Query("q") ?? "";
        EnrollmentRecord[] found =
        [
            .. root.Enrollments.List(isGroup: false).Concat(root.Enrollments.List(isGroup: true))
                .Where(each => each.Id.Contains(text, StringComparison.OrdinalIgnoreCase)),
        ];
        return call.AnswerAsync(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("total", found.Length);
            writer.WriteStartArray("items");
            foreach (EnrollmentRecord enrollment in found.Skip(offset).Take(limit))
            {
                Write(writer, enrollment);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private void Write(Utf8JsonWriter writer, EnrollmentRecord enrollment)
    {
        writer.WriteStartObject();
        writer.WriteString("id", enrollment.Id);
        writer.WriteBoolean("group", enrollment.IsGroup);
        writer.WriteString("attestation", enrollment.Attestation.ToString());
        writer.WriteBoolean("enabled", enrollment.IsEnabled);
        writer.WriteString("deviceId", enrollment.DeviceId);
        writer.WriteString("allocation", enrollment.Allocation.ToString());
        if (!enrollment.IsGroup && root.Enrollments.FindRegistration(enrollment.Id) is { Value: var registration })
        {
            writer.WriteStartObject("registration");
            writer.WriteString("status", registration.Status.ToString());
            writer.WriteString("hub", registration.AssignedHub);
            writer.WriteString("deviceId", registration.DeviceId);
            writer.WriteString("updated", registration.Updated.UtcDateTime);
            writer.WriteString("error", registration.ErrorMessage);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
