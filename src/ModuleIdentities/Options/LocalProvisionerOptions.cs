namespace ModuleIdentities;

/// <summary>The process of this device that has its credential, and gives this one its modules: <c>moduleid serve</c>, see docs/serve.md.</summary>
public sealed class LocalProvisionerOptions
{
    /// <summary>Path of its Unix socket, usually <c>/run/moduleid/moduleid.sock</c>. Environment variables are expanded.</summary>
    public string? Socket { get; set; }

    internal bool IsSet => !string.IsNullOrEmpty(Socket);
}
