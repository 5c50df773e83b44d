using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Local;

/// <summary>
/// identityd and keyd as their published documents have them (iot-identity-service, docs/api and docs/socket-throttling.md): ten connections of one user at
/// each socket, idle ones too, and one more is closed without a reply; one request at a time; a principal gets its own module and no other.
/// </summary>
internal sealed class IdentityServiceStandIn : IModuleGiver
{
    public const int MaximumConnections = 10;

    private readonly IotEmulator _emulator;
    private readonly string _device;
    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _api = new(1);
    private readonly List<WebApplication> _daemons = [];
    private int _turnedAway;

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

    /// <summary>How many connections were closed without a reply.</summary>
    public int TurnedAway => Volatile.Read(ref _turnedAway);

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
        await service.ListenAsync(Path.Combine(folder, "identityd.sock"), service.IdentifyAsync);
        await service.ListenAsync(Path.Combine(folder, "keyd.sock"), service.SignAsync);
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WebApplication daemon in _daemons)
        {
            await daemon.StopAsync(new CancellationToken(canceled: true));
            await daemon.DisposeAsync();
        }

        _api.Dispose();
    }

    private async Task ListenAsync(string path, Func<HttpContext, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        int open = 0;
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => async connection =>
            {
                if (Interlocked.Increment(ref open) > MaximumConnections)
                {
                    Interlocked.Increment(ref _turnedAway);
                    UntilTurnedAway?.TrySetResult();
                    connection.Abort();
                }
                else
                {
                    await next(connection);
                }

                Interlocked.Decrement(ref open);
            });
        }));
        WebApplication daemon = builder.Build();
        daemon.Run(async context =>
        {
            if (UntilTurnedAway is { } met)
            {
                await met.Task.WaitAsync(Cancellation);
            }

            await _api.WaitAsync(context.RequestAborted);
            try
            {
                await answer(context);
            }
            finally
            {
                _api.Release();
            }
        });
        await daemon.StartAsync(Cancellation);
        _daemons.Add(daemon);
    }

    private async Task IdentifyAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string[] path = [.. request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        if (!IsKnownVersion(request))
        {
            await FailAsync(context, HttpStatusCode.BadRequest, "api-version not specified");
        }
        else if (path is ["identities", "identity"])
        {
            await WriteAsync(context, Principal is null ? DeviceIdentity() : ModuleIdentity(Principal));
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
            await FailAsync(context, HttpStatusCode.NotFound, "not found");
        }
    }

    private async Task AnswerAsync(HttpContext context, string moduleId, bool mayCreate, string? type)
    {
        if (type != "aziot")
        {
            await FailAsync(context, HttpStatusCode.BadRequest, "parameter \"type\" has an invalid value");
            return;
        }

        if (Principal is not null && (mayCreate || Principal != moduleId))
        {
            await FailAsync(context, HttpStatusCode.Unauthorized, "authorization error");
            return;
        }

        bool isThere = _emulator.Devices.ListModules(_device).Any(module => module.ModuleId == moduleId);
        if (isThere == mayCreate)
        {
            await FailAsync(context, HttpStatusCode.NotFound, "Hub client error");
            return;
        }

        if (mayCreate)
        {
            await _emulator.Devices.AddModuleAsync(_device, moduleId, Cancellation);
        }

        await WriteAsync(context, ModuleIdentity(moduleId));
    }

    private async Task SignAsync(HttpContext context)
    {
        JsonNode body = (await JsonNode.ParseAsync(context.Request.Body))!;
        if (!IsKnownVersion(context.Request) || context.Request.Path != "/sign" || (string?)body["algorithm"] != "HMAC-SHA256"
            || !_keys.TryGetValue((string)body["keyHandle"]!, out byte[]? key))
        {
            await FailAsync(context, HttpStatusCode.BadRequest, "parameter \"keyHandle\" has an invalid value");
            return;
        }

        byte[] message = Convert.FromBase64String((string)body["parameters"]!["message"]!);
        await WriteAsync(context, new JsonObject { ["signature"] = Convert.ToBase64String(HMACSHA256.HashData(key, message)) });
    }

    private JsonObject ModuleIdentity(string moduleId)
    {
        if (_emulator.Devices.ListModules(_device).FirstOrDefault(module => module.ModuleId == moduleId) is not { } module)
        {
            throw new InvalidOperationException($"The Identity Service would have made its principal '{moduleId}' at its start.");
        }

        string handle = $"sr=aziot-keys://keyId={moduleId}:{module.GenerationId}:primary&sig={Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}";
        _keys[handle] = Convert.FromBase64String(_emulator.Devices.ConnectionString(_device, moduleId).Split("SharedAccessKey=")[1]);
        JsonObject identity = DeviceIdentity();
        JsonObject spec = identity["spec"]!.AsObject();
        spec["moduleId"] = moduleId;
        spec["genId"] = module.GenerationId;
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

    private static Task FailAsync(HttpContext context, HttpStatusCode status, string message)
    {
        context.Response.StatusCode = (int)status;
        return WriteAsync(context, new JsonObject { ["message"] = message });
    }

    private static Task WriteAsync(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }
}
