using System.Globalization;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Limits;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>The registry's REST API for devices and modules (protocol section 5.1): an answer of 200 or 204, never 201.</summary>
internal sealed class RegistryEndpoint(HubServices services)
{
    private readonly BulkRegistryOperation _bulk = new(services);

    /// <summary>Answers a call to <c>/devices[/{d}[/modules[/{m}]]]</c>; false when it is not one of those that are modelled.</summary>
    public async Task<bool> TryAnswerAsync(HttpCall call)
    {
        try
        {
            call.RequireApiVersion();
            return call.Segments switch
            {
                ["devices"] when call.Method == "GET" => await ListDevicesAsync(call).ConfigureAwait(false),
                ["devices"] when call.Method == "POST" => await RunBulkAsync(call).ConfigureAwait(false),
                ["statistics", "devices" or "service"] when call.Method == "GET" => await AnswerStatisticsAsync(call).ConfigureAwait(false),
                ["devices", string deviceId] => await AnswerDeviceAsync(call, deviceId).ConfigureAwait(false),
                ["devices", string deviceId, "modules"] when call.Method == "GET" => await ListModulesAsync(call, deviceId).ConfigureAwait(false),
                ["devices", string deviceId, "modules", string moduleId] => await AnswerModuleAsync(call, deviceId, moduleId).ConfigureAwait(false),
                _ => false,
            };
        }
        catch (HubRefusedException exception)
        {
            await call.RefuseAsync(exception.Code, exception.Message, services.Time.GetUtcNow()).ConfigureAwait(false);
            return true;
        }
    }

    private async Task<bool> ListDevicesAsync(HttpCall call)
    {
        services.Authorizer.AdmitService(call.Caller, "devices", HubRights.RegistryRead);
        await CountAsync(call, RegistryOperation.ListDevices).ConfigureAwait(false);
        IReadOnlyList<DeviceRecord> devices = services.Devices.ListDevices(Top(call));
        await call.AnswerAsync(200, writer =>
        {
            writer.WriteStartArray();
            foreach (DeviceRecord device in devices)
            {
                IdentityJson.Write(writer, device, StatusOf(device.DeviceId));
            }

            writer.WriteEndArray();
        }).ConfigureAwait(false);
        return true;
    }

    // Between 1 and the longest list, which is also what is meant without a number.
    private static int Top(HttpCall call) => call.Query("top") is not { } top ? DeviceRegistry.LargestPage
        : int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) && wanted is > 0 and <= DeviceRegistry.LargestPage ? wanted
        : throw new HubRefusedException(HubErrorCode.ArgumentInvalid, $"'top' is not a number from 1 to {DeviceRegistry.LargestPage}.");

    private async Task<bool> RunBulkAsync(HttpCall call)
    {
        services.Authorizer.AdmitService(call.Caller, "devices", HubRights.RegistryRead | HubRights.RegistryWrite);
        await CountAsync(call, RegistryOperation.BulkOperation).ConfigureAwait(false);
        await call.AnswerAsync(200, await _bulk.RunAsync(call.Body, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> AnswerStatisticsAsync(HttpCall call)
    {
        services.Authorizer.AdmitService(call.Caller, "statistics", HubRights.RegistryRead);
        await CountAsync(call, RegistryOperation.GetStatistics).ConfigureAwait(false);
        DeviceRecord[] devices = [.. services.Directory.ListDevices(null, int.MaxValue).Select(device => device.Value)];
        int enabled = devices.Count(device => device.IsEnabled);
        await call.AnswerAsync(200, writer =>
        {
            writer.WriteStartObject();
            if (call.Segments[1] == "service")
            {
                writer.WriteNumber("connectedDeviceCount", devices.Count(device => StatusOf(device.DeviceId).IsConnected));
            }
            else
            {
                writer.WriteNumber("totalDeviceCount", devices.Length);
                writer.WriteNumber("enabledDeviceCount", enabled);
                writer.WriteNumber("disabledDeviceCount", devices.Length - enabled);
            }

            writer.WriteEndObject();
        }).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> ListModulesAsync(HttpCall call, string deviceId)
    {
        services.Authorizer.AdmitToModules(call.Caller, deviceId, null, HubRights.RegistryRead);
        services.RequireTierForModules();
        await CountAsync(call, RegistryOperation.ListModules).ConfigureAwait(false);
        IReadOnlyList<ModuleRecord> modules = services.Modules.ListModules(deviceId);
        await call.AnswerAsync(200, writer =>
        {
            writer.WriteStartArray();
            foreach (ModuleRecord module in modules)
            {
                IdentityJson.Write(writer, Shown(call, module), StatusOf(deviceId, module.ModuleId));
            }

            writer.WriteEndArray();
        }).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> AnswerDeviceAsync(HttpCall call, string deviceId)
    {
        EntityTag? ifMatch = EntityTag.Parse(call.IfMatch);
        switch (call.Method)
        {
            case "GET":
                await AdmitAsync(RegistryOperation.GetDevice, HubRights.RegistryRead).ConfigureAwait(false);
                await AnswerAsync(call, services.Devices.GetDevice(deviceId)).ConfigureAwait(false);
                return true;
            case "PUT" when ifMatch is { } match:
                await AdmitAsync(RegistryOperation.UpdateDevice, HubRights.RegistryWrite).ConfigureAwait(false);
                await AnswerAsync(call, await services.Devices
                    .UpdateDeviceAsync(deviceId, ReadDevice(call, deviceId), match, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
                return true;
            case "PUT":
                await AdmitAsync(RegistryOperation.CreateDevice, HubRights.RegistryWrite).ConfigureAwait(false);
                await AnswerAsync(call, await services.Devices
                    .CreateDeviceAsync(deviceId, ReadDevice(call, deviceId), call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
                return true;
            case "DELETE":
                await AdmitAsync(RegistryOperation.DeleteDevice, HubRights.RegistryWrite).ConfigureAwait(false);
                await services.Devices.DeleteDeviceAsync(deviceId, ifMatch, call.Aborted).ConfigureAwait(false);
                await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
                return true;
            default:
                return false;
        }

        ValueTask AdmitAsync(RegistryOperation operation, HubRights rights)
        {
            services.Authorizer.AdmitToDevice(call.Caller, deviceId, rights);
            return CountAsync(call, operation);
        }
    }

    private async Task<bool> AnswerModuleAsync(HttpCall call, string deviceId, string moduleId)
    {
        EntityTag? ifMatch = EntityTag.Parse(call.IfMatch);
        switch (call.Method)
        {
            case "GET":
                await AdmitAsync(RegistryOperation.GetModule, HubRights.RegistryRead).ConfigureAwait(false);
                await AnswerAsync(call, services.Modules.GetModule(deviceId, moduleId)).ConfigureAwait(false);
                return true;
            case "PUT" when ifMatch is { } match:
                await AdmitAsync(RegistryOperation.UpdateModule, HubRights.RegistryWrite).ConfigureAwait(false);
                await AnswerAsync(call, await services.Modules
                    .UpdateModuleAsync(deviceId, moduleId, IdentityJson.Read(call.Body, deviceId, moduleId), match, IsDevice(call), call.Aborted)
                    .ConfigureAwait(false)).ConfigureAwait(false);
                return true;
            case "PUT":
                await AdmitAsync(RegistryOperation.CreateModule, HubRights.RegistryWrite).ConfigureAwait(false);
                await AnswerAsync(call, await services.Modules
                    .CreateModuleAsync(deviceId, moduleId, IdentityJson.Read(call.Body, deviceId, moduleId), call.Aborted)
                    .ConfigureAwait(false)).ConfigureAwait(false);
                return true;
            case "DELETE":
                await AdmitAsync(RegistryOperation.DeleteModule, HubRights.RegistryWrite).ConfigureAwait(false);
                await services.Modules.DeleteModuleAsync(deviceId, moduleId, ifMatch, call.Aborted).ConfigureAwait(false);
                await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
                return true;
            default:
                return false;
        }

        ValueTask AdmitAsync(RegistryOperation operation, HubRights rights)
        {
            services.Authorizer.AdmitToModules(call.Caller, deviceId, moduleId, rights);
            services.RequireTierForModules();
            return CountAsync(call, operation);
        }
    }

    private IdentitySpecification ReadDevice(HttpCall call, string deviceId)
    {
        IdentitySpecification wanted = IdentityJson.Read(call.Body, deviceId, null);
        services.RequireTierFor(wanted);
        return wanted;
    }

    private async ValueTask CountAsync(HttpCall call, RegistryOperation operation)
    {
        await services.Limits.AdmitAsync(HubThrottle.Registry, ThrottleMessage.NameOf(operation), null, call.Aborted).ConfigureAwait(false);
        services.Counters.Count(operation);
    }

    // Who has no policy is the device.
    private static bool IsDevice(HttpCall call) => call.Caller.Token?.KeyName is null;

    private ModuleRecord Shown(HttpCall call, ModuleRecord module) => services.Settings.Assumptions.DevicesSeeModuleKeys || !IsDevice(call)
        ? module
        : module with { Authentication = module.Authentication with { Keys = null } };

    private ConnectionStatus StatusOf(string deviceId, string? moduleId = null) => services.StatusOf(new PrincipalId(deviceId, moduleId));

    private Task AnswerAsync(HttpCall call, DeviceRecord device)
    {
        call.SetHeader("ETag", $"\"{device.ETag}\"");
        return call.AnswerAsync(200, writer => IdentityJson.Write(writer, device, StatusOf(device.DeviceId)));
    }

    private Task AnswerAsync(HttpCall call, ModuleRecord module)
    {
        call.SetHeader("ETag", $"\"{module.ETag}\"");
        return call.AnswerAsync(200, writer => IdentityJson.Write(writer, Shown(call, module), StatusOf(module.DeviceId, module.ModuleId)));
    }
}
