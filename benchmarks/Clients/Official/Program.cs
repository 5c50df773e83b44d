using System.Text;
using System.Text.Json;
using Microsoft.Azure.Devices;
using Microsoft.Azure.Devices.Client;
using Microsoft.Azure.Devices.Common.Exceptions;
using Microsoft.Azure.Devices.Provisioning.Client;
using Microsoft.Azure.Devices.Provisioning.Client.Transport;
using Microsoft.Azure.Devices.Shared;
using ModuleIdentities.Benchmarks.Clients;
using Message = Microsoft.Azure.Devices.Client.Message;
using TransportType = Microsoft.Azure.Devices.Client.TransportType;

// The flow that this library grew out of, on Microsoft's SDK 1.x: DPS, then the registry as the device, then the module. Arguments: endpoint, ID scope,
// registration id, module id; the enrolment's key is in the environment.
string key = Environment.GetEnvironmentVariable("ENROLMENT_KEY")!;
using SecurityProviderSymmetricKey security = new(args[2], key, key);
using ProvisioningTransportHandlerMqtt transport = new(TransportFallbackType.TcpOnly);
DeviceRegistrationResult assigned = await ProvisioningDeviceClient.Create(args[0], args[1], security, transport).RegisterAsync();

using RegistryManager registry = RegistryManager.CreateFromConnectionString($"HostName={assigned.AssignedHub};DeviceId={assigned.DeviceId};SharedAccessKey={key}");
Module module;
try
{
    module = await registry.GetModuleAsync(assigned.DeviceId, args[3]) ?? throw new ModuleNotFoundException(assigned.DeviceId, args[3]);
}
catch (ModuleNotFoundException)
{
    module = await registry.AddModuleAsync(new Module(assigned.DeviceId, args[3]));
}

await using ModuleClient client = ModuleClient.CreateFromConnectionString(
    $"HostName={assigned.AssignedHub};DeviceId={assigned.DeviceId};ModuleId={module.Id};SharedAccessKey={module.Authentication.SymmetricKey.PrimaryKey}", TransportType.Mqtt_Tcp_Only);
await client.OpenAsync();
await ClientProgram.RunAsync(SendAsync);

async Task SendAsync()
{
    using Message message = new(JsonSerializer.SerializeToUtf8Bytes(new { Temperature = 21.5, Humidity = 44.25, Line = "line-4" }))
    {
        ContentType = "application/json",
        ContentEncoding = Encoding.UTF8.WebName,
    };
    await client.SendEventAsync(message);
}
