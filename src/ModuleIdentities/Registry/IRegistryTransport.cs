namespace ModuleIdentities;

/// <summary>Carries requests about the modules of one device to its hub's registry, each once, with the device's own credential.</summary>
internal interface IRegistryTransport : IDisposable
{
    /// <summary>Sends a request.</summary>
    /// <returns>The registry's answer; its body is JSON in the words of the registry's REST API.</returns>
    /// <exception cref="ModuleIdentityException">There was no answer.</exception>
    Task<ServiceAnswer> SendAsync(RegistryRequest request, CancellationToken cancellationToken);
}

/// <summary>A request to the registry.</summary>
/// <param name="Verb">What is wanted.</param>
/// <param name="ModuleId">Of which module; null for all.</param>
/// <param name="Module">The module as it is to be; null when nothing is written.</param>
/// <param name="Etag">The version that must be there, <c>*</c> for any; null when nothing is replaced.</param>
internal sealed record RegistryRequest(RegistryVerb Verb, string? ModuleId = null, ModuleRecord? Module = null, string? Etag = null)
{
    /// <summary>What is wanted, for logs, metrics and errors.</summary>
    public string Word => Verb switch
    {
        RegistryVerb.List => "list",
        RegistryVerb.Read => "read",
        RegistryVerb.Create => "create",
        RegistryVerb.Update => "update",
        _ => "delete",
    };
}

/// <summary>What can be asked of the registry about modules.</summary>
internal enum RegistryVerb
{
    /// <summary>Every module of the device.</summary>
    List,

    /// <summary>One module.</summary>
    Read,

    /// <summary>A new module; 409 when it is there.</summary>
    Create,

    /// <summary>Another version of a module; 412 when somebody has changed it.</summary>
    Update,

    /// <summary>The end of a module.</summary>
    Delete,
}
