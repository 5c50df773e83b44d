namespace ModuleIdentities;

/// <summary>
/// What speaks to the services: to the Device Provisioning Service, to a hub's registry, and to a hub as a module. All that decides — retries, cache, outbox,
/// rotation, the state of a connection — is above it, and the same with each.
/// </summary>
internal interface IEngine
{
    /// <summary>Says what of the options this engine cannot do, each under its path below the section.</summary>
    IEnumerable<(string Path, string Fault)> Check(ModuleIdentityOptions options);

    /// <summary>Makes what carries one registration.</summary>
    IDpsTransport OpenProvisioning(DpsEnrollment enrollment, ModuleIdentityOptions options);

    /// <summary>Makes what carries the requests about one device's modules.</summary>
    IRegistryTransport OpenRegistry(DeviceAssignment device, ModuleIdentityOptions options);

    /// <summary>Connects as a module.</summary>
    /// <exception cref="ModuleIdentityException">The hub could not be reached, or refuses the module.</exception>
    Task<HubLink> ConnectAsync(LinkRequest request, ModuleIdentityOptions options, CancellationToken cancellationToken);
}
