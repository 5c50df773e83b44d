using System.ComponentModel;

namespace ModuleIdentities;

/// <summary>A module that has a client.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IModule : IAsyncDisposable
{
    /// <summary>The client that carries the module's traffic.</summary>
    ModuleClient ModuleClient { get; }
}

/// <summary>Implemented by the generator on every <see cref="ModuleIdentityAttribute"/> class; user code has no need of it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IModuleClass : IModule
{
    /// <summary>The module id in IoT Hub.</summary>
    static abstract string ModuleId { get; }
}
