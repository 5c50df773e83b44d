namespace ModuleIdentities.Emulator.Service.Limits;

/// <summary>The hub's words for what comes too soon (protocol 5.4).</summary>
internal static class ThrottleMessage
{
    /// <param name="operation">What the hub calls the kind of operation.</param>
    public static string Of(string operation) => $"The request has been throttled. Wait 10 seconds and try again. Operation type: {operation}";

    public static string NameOf(RegistryOperation operation) => operation
        is RegistryOperation.GetDevice or RegistryOperation.ListDevices or RegistryOperation.GetModule or RegistryOperation.ListModules or RegistryOperation.GetStatistics
            ? "RegistryRead"
            : "RegistryWrite";

    public static string NameOf(EmulatorOperations operation)
    {
        const EmulatorOperations Reads = EmulatorOperations.GetDevice | EmulatorOperations.ListDevices | EmulatorOperations.GetModule | EmulatorOperations.ListModules
            | EmulatorOperations.GetStatistics;
        return (operation & Reads) != 0 ? "RegistryRead"
            : (operation & EmulatorOperations.Registry) != 0 ? "RegistryWrite"
            : operation.ToString();
    }
}
