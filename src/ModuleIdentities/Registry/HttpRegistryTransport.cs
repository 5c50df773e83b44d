namespace ModuleIdentities;

/// <summary>The registry over HTTPS (REST reference "IoT Hub, Modules"): a PUT without If-Match only creates, one with If-Match only updates.</summary>
internal sealed class HttpRegistryTransport(DeviceAssignment device, NetworkOptions network, TimeProvider time) : IRegistryTransport
{
    private const string ApiVersion = "2021-04-12";

    private readonly ServiceHttpClient _http = new(network.GatewayHost ?? device.HubHostName, network, device.Credential, time);

    public async Task<ServiceAnswer> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        HttpMethod method = request.Verb switch
        {
            RegistryVerb.Create or RegistryVerb.Update => HttpMethod.Put,
            RegistryVerb.Delete => HttpMethod.Delete,
            _ => HttpMethod.Get,
        };
        string module = request.ModuleId is null ? "" : $"/{Uri.EscapeDataString(request.ModuleId)}";
        return await _http.SendAsync(
            new ServiceRequest(method, $"/devices/{Uri.EscapeDataString(device.DeviceId)}/modules{module}?api-version={ApiVersion}")
            {
                Token = await device.CreateRegistryTokenAsync(time, cancellationToken).ConfigureAwait(false),
                Json = request.Module is { } wanted ? JsonBody.Write(wanted.Write) : null,
                IfMatch = request.Etag,
            },
            cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();
}
