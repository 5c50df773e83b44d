using System.Text.Json;

namespace ModuleIdentities;

/// <summary>Reads the registry's bodies. What the parser says about them may hold keys, and is left behind.</summary>
internal static class RegistryAnswer
{
    /// <summary>The module, or null when the body is not that very module.</summary>
    public static ModuleRecord? ReadModule(byte[] body, DeviceAssignment device, string moduleId)
    {
        try
        {
            ModuleRecord? module = JsonBody.Read(body, ModuleRecord.Read);
            return module?.ModuleId == moduleId && module.DeviceId == device.DeviceId ? module : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The modules, or null when the body is not a list of this device's modules.</summary>
    public static ModuleRecord[]? ReadList(byte[] body, DeviceAssignment device)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            ModuleRecord[] modules = [.. document.RootElement.EnumerateArray().Select(static module => ModuleRecord.Read(JsonBody.Object(module)))];
            return modules.All(module => module.ModuleId is not null && module.DeviceId == device.DeviceId) ? modules : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
