using System.Text;
using System.Text.Json;
using ModuleIdentities.Emulator.Service.Methods;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>Direct methods as the service API reads and writes them (protocol 4.5).</summary>
internal static class MethodJson
{
    private const int ShortestResponseTimeout = 5;
    private const int LongestTimeout = 300;

    /// <exception cref="HubRefusedException">The body is no call of a method.</exception>
    public static MethodRequest Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("methodName", out JsonElement name) || name.ValueKind != JsonValueKind.String || name.GetString() is not { Length: > 0 } methodName)
            {
                throw Refusal("The methodName is missing.");
            }

            int response = Seconds(root, "responseTimeoutInSeconds", ShortestResponseTimeout, (int)MethodRequest.DefaultResponseTimeout.TotalSeconds);
            int connect = Seconds(root, "connectTimeoutInSeconds", 0, 0);
            if (connect > response)
            {
                throw Refusal("connectTimeoutInSeconds is greater than responseTimeoutInSeconds.");
            }

            // A device always gets JSON.
            string payload = root.TryGetProperty("payload", out JsonElement given) ? given.GetRawText() : "null";
            return new MethodRequest(methodName, Encoding.UTF8.GetBytes(payload), TimeSpan.FromSeconds(response), TimeSpan.FromSeconds(connect));
        }
        catch (JsonException)
        {
            throw new HubRefusedException(HubErrorCode.IotHubFormatError, "The body is not JSON.");
        }
    }

    public static void Write(Utf8JsonWriter writer, MethodResult result)
    {
        writer.WriteStartObject();
        writer.WriteNumber("status", result.Status);
        writer.WritePropertyName("payload");
        if (result.Payload.IsEmpty)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteRawValue(result.Payload.Span);
        }

        writer.WriteEndObject();
    }

    private static int Seconds(JsonElement root, string name, int least, int whenAbsent)
    {
        if (!root.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return whenAbsent;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int seconds) && seconds >= least && seconds <= LongestTimeout
            ? seconds
            : throw Refusal($"{name} is not a number from {least} to {LongestTimeout}.");
    }

    private static HubRefusedException Refusal(string message) => new(HubErrorCode.ArgumentInvalid, message);
}
