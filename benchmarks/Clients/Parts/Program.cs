using System.Net.Security;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModuleIdentities.Benchmarks.Clients;
using MQTTnet;

// The bare client that has asked a service over HTTPS before and read its answer by a generated contract, as whoever makes a module has to, and nothing else: the
// bare client's arguments, then the HTTPS port.
using (SocketsHttpHandler handler = new() { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true } })
using (HttpClient http = new(handler))
{
    byte[] answer = await http.GetByteArrayAsync(new Uri($"https://127.0.0.1:{args[5]}/health"));
    _ = JsonSerializer.Deserialize(answer, HealthJson.Default.Health) ?? throw new JsonException("The answer is empty.");
}

using IMqttClient client = new MqttClientFactory().CreateMqttClient();
await client.ConnectAsync(BareConnection.Options(args));
using BareSender sender = new(client, args[4]);
await ClientProgram.RunAsync(sender.SendAsync);

/// <summary>What the service says.</summary>
internal sealed record Health(string? Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Health))]
internal sealed partial class HealthJson : JsonSerializerContext;
