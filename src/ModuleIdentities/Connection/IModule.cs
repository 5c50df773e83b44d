using System.ComponentModel;

namespace ModuleIdentities;

/// <summary>Implemented by the generator on every <see cref="ModuleIdentityAttribute"/> class; user code has no need of it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IModule : IAsyncDisposable
{
    /// <summary>The client that carries the module's traffic.</summary>
    ModuleClient Client { get; }
}
