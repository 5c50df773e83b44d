using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Local;

/// <summary>
/// identityd and keyd as their published documents have them (iot-identity-service, docs/api), and as those of version 1.5.6 were seen to do: a principal
/// gets its own module and no other; a module that the hub has lost is told of as it was, with another handle in each answer.
/// </summary>
internal sealed class IdentityServiceStandIn : IModuleGiver
{
    private readonly IotEmulator _emulator;
    private readonly string _device;
    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string GenerationId, byte[] Key)> _remembered = new(StringComparer.Ordinal);
    private readonly List<SocketDaemon> _daemons = [];

    private IdentityServiceStandIn(IotEmulator emulator, string device, string folder)
    {
        _emulator = emulator;
        _device = device;
        Settings = new Dictionary<string, string?>(emulator.SettingsFor("").Where(setting => setting.Key.Contains(":Network:", StringComparison.Ordinal)))
        {
            ["ModuleIdentities:Provisioning:IdentityService:Directory"] = folder,
        };
    }

    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>The module of the user's principal; null for a user without an <c>idtype</c>, who may have each.</summary>
    public string? Principal { get; init; }

    /// <summary>What keyd answers to every request for a signature; null for a signature.</summary>
    public HttpStatusCode? SigningFault { get; set; }

    /// <summary>How many connections were closed without a reply.</summary>
    public int TurnedAway => _daemons.Sum(daemon => daemon.TurnedAway);

    /// <summary>Makes each request wait until somebody was turned away, so that the limit is met whatever the machine's pace.</summary>
    public TaskCompletionSource? UntilTurnedAway { get; init; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<IdentityServiceStandIn> StartAsync(IotEmulator emulator, string folder, string? principal = null, bool meetsItsLimit = false)
    {
        const string Device = "line-4";
        if (!emulator.Devices.List().Contains(Device))
        {
            await emulator.Devices.AddAsync(Device, Cancellation);
        }

        IdentityServiceStandIn service = new(emulator, Device, folder)
        {
            Principal = principal,
            UntilTurnedAway = meetsItsLimit ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null,
        };
        service._daemons.Add(await SocketDaemon.StartAsync(Path.Combine(folder, "identityd.sock"), service.IdentifyAsync, service.UntilTurnedAway));
        service._daemons.Add(await SocketDaemon.StartAsync(Path.Combine(folder, "keyd.sock"), service.SignAsync, service.UntilTurnedAway));
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SocketDaemon daemon in _daemons)
        {
            await daemon.DisposeAsync();
        }
    }

    private async Task IdentifyAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string[] path = [.. request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        if (!IsKnownVersion(request))
        {
            await SocketDaemon.FailAsync(context, HttpStatusCode.BadRequest, "api-version not specified");
        }
        else if (path is ["identities", "identity"])
        {
            await SocketDaemon.WriteAsync(context, Principal is null ? DeviceIdentity() : ModuleIdentity(Principal));
        }
        else if (path is ["identities", "modules"] && HttpMethods.IsPost(request.Method))
        {
            JsonNode body = (await JsonNode.ParseAsync(request.Body))!;
            await AnswerAsync(context, (string)body["moduleId"]!, mayCreate: true, (string?)body["type"]);
        }
        else if (path is ["identities", "modules", var moduleId] && HttpMethods.IsGet(request.Method))
        {
            await AnswerAsync(context, moduleId, mayCreate: false, request.Query["type"]);
        }
        else
        {
            await SocketDaemon.FailAsync(context, HttpStatusCode.NotFound, "not found");
        }
    }

    private async Task AnswerAsync(HttpContext context, string moduleId, bool mayCreate, string? type)
    {
        if (type != "aziot")
        {
            await SocketDaemon.FailAsync(context, HttpStatusCode.BadRequest, "parameter \"type\" has an invalid value");
            return;
        }

        if (Principal is not null && (mayCreate || Principal != moduleId))
        {
            await SocketDaemon.FailAsync(context, HttpStatusCode.Unauthorized, "authorization error");
            return;
        }

        if (mayCreate ? FindInHub(moduleId) is not null : FindInHub(moduleId) is null && !_remembered.ContainsKey(moduleId))
        {
            await SocketDaemon.FailAsync(context, HttpStatusCode.NotFound, "Hub client error");
            return;
        }

        try
        {
            if (mayCreate)
            {
                await _emulator.Devices.AddModuleAsync(_device, moduleId, Cancellation);
            }

            await SocketDaemon.WriteAsync(context, ModuleIdentity(moduleId));
        }
        catch (HubRefusedException refusal)
        {
            JsonObject told = new() { ["errorCode"] = (int)refusal.Code, ["trackingId"] = "1-G:0", ["message"] = refusal.Message };
            await SocketDaemon.FailAsync(context, HttpStatusCode.NotFound, $"Hub client error\ncaused by: {told.ToJsonString()}");
        }
    }

    private async Task SignAsync(HttpContext context)
    {
        JsonNode body = (await JsonNode.ParseAsync(context.Request.Body))!;
        if (SigningFault is { } fault)
        {
            await SocketDaemon.FailAsync(context, fault, "no signature");
            return;
        }

        if (!IsKnownVersion(context.Request) || context.Request.Path != "/sign" || (string?)body["algorithm"] != "HMAC-SHA256"
            || !_keys.TryGetValue((string)body["keyHandle"]!, out byte[]? key))
        {
            await SocketDaemon.FailAsync(context, HttpStatusCode.BadRequest, "parameter \"keyHandle\" has an invalid value");
            return;
        }

        byte[] message = Convert.FromBase64String((string)body["parameters"]!["message"]!);
        await SocketDaemon.WriteAsync(context, new JsonObject { ["signature"] = Convert.ToBase64String(HMACSHA256.HashData(key, message)) });
    }

    private EmulatedModule? FindInHub(string moduleId) => _emulator.Devices.ListModules(_device).FirstOrDefault(module => module.ModuleId == moduleId);

    private JsonObject ModuleIdentity(string moduleId)
    {
        if (FindInHub(moduleId) is { } module)
        {
            byte[] key = Convert.FromBase64String(_emulator.Devices.ConnectionString(_device, moduleId).Split("SharedAccessKey=")[1]);
            _remembered[moduleId] = (module.GenerationId, key);
        }

        (string generationId, byte[] known) = _remembered[moduleId];
        string handle = $"sr=aziot-keys://keyId={moduleId}:{generationId}:primary&sig={Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}";
        _keys[handle] = known;
        JsonObject identity = DeviceIdentity();
        JsonObject spec = identity["spec"]!.AsObject();
        spec["moduleId"] = moduleId;
        spec["genId"] = generationId;
        spec["auth"] = new JsonObject { ["type"] = "sas", ["keyHandle"] = handle };
        return identity;
    }

    private JsonObject DeviceIdentity() => new()
    {
        ["type"] = "aziot",
        ["spec"] = new JsonObject
        {
            ["hubName"] = _emulator.HostName,
            ["gatewayHost"] = _emulator.HostName,
            ["deviceId"] = _device,
            ["auth"] = new JsonObject { ["type"] = "sas", ["keyHandle"] = "device-id" },
        },
    };

    private static bool IsKnownVersion(HttpRequest request) =>
        request.Query["api-version"].ToString() is "2020-09-01" or "2021-12-01" or "2022-08-01" or "2021-05-01";
}
