using ModuleIdentities.Canary;

namespace ModuleIdentities.Tests.Infrastructure;

/// <summary>The registry as the native engine reaches it.</summary>
internal static class NativeRegistry
{
    public static ModuleRegistry Open(DeviceAssignment device, NetworkOptions network, ServiceRetry retry, TimeProvider time) =>
        new(device, new HttpRegistryTransport(device, network, time), retry, time, CanaryLogger.Instance);
}
