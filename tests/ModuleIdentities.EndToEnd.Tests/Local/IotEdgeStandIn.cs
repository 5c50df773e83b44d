using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Local;

/// <summary>
/// What IoT Edge is to one of its modules: the variables of its container, and the workload API as its description has it (iotedge,
/// edgelet/api/workloadVersion_2020_07_07.yaml). The emulator stands for the edge hub, whose certificate only the trust bundle vouches for.
/// </summary>
internal sealed class IotEdgeStandIn : IModuleGiver
{
    /// <summary>A name of the emulator's certificate that is not the hub's.</summary>
    public const string GatewayHost = "127.0.0.1";

    private readonly IotEmulator _emulator;
    private readonly string _device;
    private readonly string _module;
    private readonly string _generation;
    private readonly string _address;
    private SocketDaemon _workload = null!;

    private IotEdgeStandIn(IotEmulator emulator, string device, string module, string address)
    {
        _emulator = emulator;
        _device = device;
        _module = module;
        TrustBundle = emulator.CertificateAuthorityPem;
        _address = address;
        _generation = emulator.Devices.ListModules(device).Single(entry => entry.ModuleId == module).GenerationId;
        Settings = new Dictionary<string, string?>(emulator.SettingsFor("").Where(setting => setting.Key.EndsWith("Port", StringComparison.Ordinal)))
        {
            ["ModuleIdentities:Provisioning:IotEdge:Enabled"] = "true",
            ["IOTEDGE_WORKLOADURI"] = address.StartsWith('/') ? $"unix://{address}" : address,
            ["IOTEDGE_IOTHUBHOSTNAME"] = emulator.HostName,
            ["IOTEDGE_GATEWAYHOSTNAME"] = GatewayHost,
            ["IOTEDGE_DEVICEID"] = device,
            ["IOTEDGE_MODULEID"] = module,
            ["IOTEDGE_MODULEGENERATIONID"] = _generation,
            ["IOTEDGE_APIVERSION"] = "2020-07-07",
            ["IOTEDGE_AUTHSCHEME"] = "sasToken",
        };
    }

    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>The certificates that modules are to trust, as PEM.</summary>
    public string TrustBundle { get; set; }

    /// <summary>Whether it takes a caller for a process of the module's container.</summary>
    public bool KnowsCaller { get; set; } = true;

    /// <summary>What it answers to every request for a signature; null for a signature.</summary>
    public HttpStatusCode? SigningFault { get; set; }

    /// <summary>How many connections the workload API closed without a reply since it was started.</summary>
    public int TurnedAway => _workload.TurnedAway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes a module, as the edge agent does for a deployment, and gives it what it is to have.</summary>
    public static Task<IotEdgeStandIn> StartAsync(IotEmulator emulator, string folder, string module = "thermostat") =>
        StartAtAsync(emulator, Path.Combine(folder, "workload.sock"), module);

    /// <summary>The same with a workload API at another place: the path of a socket, or an address of HTTP.</summary>
    public static async Task<IotEdgeStandIn> StartAtAsync(IotEmulator emulator, string address, string module)
    {
        const string Device = "line-4";
        if (!emulator.Devices.List().Contains(Device))
        {
            await emulator.Devices.AddAsync(Device, Cancellation);
        }

        await emulator.Devices.AddModuleAsync(Device, module, Cancellation);
        IotEdgeStandIn edge = new(emulator, Device, module, address);
        await edge.StartAsync();
        return edge;
    }

    /// <summary>Starts the workload API.</summary>
    public async Task StartAsync() => _workload = await SocketDaemon.StartAsync(_address, AnswerAsync);

    /// <summary>Stops it.</summary>
    public ValueTask StopAsync() => _workload.DisposeAsync();

    /// <summary>Has it close the next connections without a reply, as it does while it is stopping or busy.</summary>
    public void CloseNext(int connections) => _workload.CloseNext(connections);

    public ValueTask DisposeAsync() => StopAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string[] path = [.. request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        if (request.Query["api-version"].ToString() is not ("2018-06-28" or "2019-01-30" or "2020-07-07"))
        {
            await SocketDaemon.FailAsync(context, HttpStatusCode.BadRequest, "invalid api-version");
        }
        else if (path is ["trust-bundle"] && HttpMethods.IsGet(request.Method))
        {
            await SocketDaemon.WriteAsync(context, new JsonObject { ["certificate"] = TrustBundle });
        }
        else if (path is ["modules", var module, "genid", var generation, "sign"] && HttpMethods.IsPost(request.Method))
        {
            JsonNode body = (await JsonNode.ParseAsync(request.Body))!;
            if (module != _module || !KnowsCaller)
            {
                await SocketDaemon.FailAsync(context, HttpStatusCode.Forbidden, "forbidden");
            }
            else if (SigningFault is { } fault)
            {
                await SocketDaemon.FailAsync(context, fault, "no signature");
            }
            else if (generation != _generation || ((string?)body["keyId"], (string?)body["algo"]) != ("primary", "HMACSHA256"))
            {
                await SocketDaemon.FailAsync(context, HttpStatusCode.NotFound, "not found");
            }
            else
            {
                byte[] key = Convert.FromBase64String(_emulator.Devices.ConnectionString(_device, _module).Split("SharedAccessKey=")[1]);
                byte[] digest = HMACSHA256.HashData(key, Convert.FromBase64String((string)body["data"]!));
                await SocketDaemon.WriteAsync(context, new JsonObject { ["digest"] = Convert.ToBase64String(digest) });
            }
        }
        else
        {
            await SocketDaemon.FailAsync(context, HttpStatusCode.NotFound, "not found");
        }
    }
}
