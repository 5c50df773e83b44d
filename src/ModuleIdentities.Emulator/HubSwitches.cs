namespace ModuleIdentities.Emulator;

/// <summary>The properties of a hub's ARM resource that turn shared access signatures off. They may be set while it runs.</summary>
public sealed class HubSwitches
{
    private volatile bool _disableLocalAuth;
    private volatile bool _disableDeviceSas;
    private volatile bool _disableModuleSas;

    /// <summary><c>disableLocalAuth</c>: no token of a policy opens anything.</summary>
    public bool DisableLocalAuth
    {
        get => _disableLocalAuth;
        set => _disableLocalAuth = value;
    }

    /// <summary><c>disableDeviceSAS</c>: no token of a device opens anything, not even the registry of its modules.</summary>
    public bool DisableDeviceSas
    {
        get => _disableDeviceSas;
        set => _disableDeviceSas = value;
    }

    /// <summary><c>disableModuleSAS</c>: no token of a module opens anything.</summary>
    public bool DisableModuleSas
    {
        get => _disableModuleSas;
        set => _disableModuleSas = value;
    }
}
