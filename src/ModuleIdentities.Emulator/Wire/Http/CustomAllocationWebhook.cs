using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator.Service.Provisioning;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>
/// Asks the web hook of an enrolment, usually an Azure Function, which hub a device gets: a POST with <c>deviceRuntimeContext</c>,
/// <c>linkedHubs</c> and the enrolment, answered by <c>iotHubHostName</c>, <c>initialTwin</c> and <c>payload</c>.
/// </summary>
internal sealed class CustomAllocationWebhook(TimeProvider time)
{
    /// <summary>The service's own limit.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    // Kept for the process, as HttpClient wants it; the lifetime lets a changed address be seen.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1), AllowAutoRedirect = false });

    /// <exception cref="RegistrationFailedException">The web hook does not answer, or not with a hub.</exception>
    public async ValueTask<AllocationAnswer> AskAsync(AttestedDevice device, AllocationRequest request, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(device.Enrollment.WebhookUrl, UriKind.Absolute, out Uri? address) || !IsAllowed(address))
        {
            throw Failed("its address is not HTTPS, nor on this machine");
        }

        using CancellationTokenSource limit = new(Limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using ByteArrayContent body = new(HttpCall.Json(writer => Write(writer, device, request)));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            using HttpResponseMessage response = await Http.PostAsync(address, body, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Failed($"it answered {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)}");
            }

            byte[] content = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            JsonObject answer = JsonNode.Parse(content) as JsonObject ?? throw Failed("its answer is no JSON object");
            return new AllocationAnswer(answer["iotHubHostName"]?.GetValue<string>() ?? throw Failed("its answer has no iotHubHostName"))
            {
                InitialTwin = answer["initialTwin"] as JsonObject,
                Payload = answer["payload"] as JsonObject,
            };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Failed($"it did not answer within {Limit.TotalSeconds} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or InvalidOperationException or FormatException)
        {
            throw Failed($"it could not be asked ({exception.GetType().Name})");
        }
    }

    private static bool IsAllowed(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    private static void Write(Utf8JsonWriter writer, AttestedDevice device, AllocationRequest request)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(device.Enrollment.IsGroup ? "enrollmentGroup" : "individualEnrollment");
        EnrollmentJson.Write(writer, device.Enrollment, null, withSecrets: false);
        writer.WriteStartObject("deviceRuntimeContext");
        writer.WriteString("registrationId", request.RegistrationId);
        if (request.CurrentHub is { } current)
        {
            writer.WriteString("currentIotHubHostName", current);
            writer.WriteString("currentDeviceId", device.DeviceId);
        }

        writer.WriteStartObject(device.Certificate is null ? "symmetricKey" : "x509");
        if (device.Certificate is { } certificate)
        {
            writer.WriteStartObject("clientCertificates");
            writer.WriteStartObject("primary");
            RegistrationJson.WriteCertificate(writer, "info", certificate);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        if (request.Payload is { } payload)
        {
            writer.WritePropertyName("payload");
            payload.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("linkedHubs");
        foreach (string hub in request.LinkedHubs)
        {
            writer.WriteStringValue(hub);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static RegistrationFailedException Failed(string reason) =>
        new(RegistrationFailure.CustomAllocationFailed, $"The web hook of custom allocation failed: {reason}.");
}
