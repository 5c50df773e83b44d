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
            ModuleRecord? module = JsonSerializer.Deserialize(body, RegistryJson.Default.ModuleRecord);
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
            ModuleRecord[]? modules = JsonSerializer.Deserialize(body, RegistryJson.Default.ModuleRecordArray);
            return modules?.All(module => module?.ModuleId is not null && module.DeviceId == device.DeviceId) == true ? modules : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
