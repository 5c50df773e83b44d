namespace ModuleIdentities;

/// <summary>The environment that IoT Edge gives the container of a module: see docs/iot-edge.md.</summary>
public sealed class IotEdgeOptions
{
    /// <summary>
    /// True when the module's identity comes from the variables <c>IOTEDGE_…</c> of the environment, and its signatures from the workload API that they
    /// name; false by default.
    /// </summary>
    public bool Enabled { get; set; }

    /// <summary>Where the variables are; a configuration that has them goes before the environment.</summary>
    internal Func<string, string?> Variables { get; set; } = Environment.GetEnvironmentVariable;
}
