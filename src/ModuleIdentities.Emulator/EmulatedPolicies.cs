using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator;

/// <summary>
/// The shared access policies of a hub or of the Device Provisioning Service. A service starts with the policies that Azure makes it with, and
/// the published <see cref="IotEmulator.DevelopmentKey"/> for each.
/// </summary>
/// <typeparam name="TRights">What a policy may permit.</typeparam>
public sealed class EmulatedPolicies<TRights>
    where TRights : struct, Enum
{
    private readonly string _hostName;
    private readonly PolicyTable<TRights> _policies;

    internal EmulatedPolicies(string hostName, PolicyTable<TRights> policies)
    {
        _hostName = hostName;
        _policies = policies;
    }

    /// <summary>The names of all policies with what they permit.</summary>
    public IReadOnlyDictionary<string, TRights> List() => _policies.List().ToDictionary(policy => policy.Name, policy => policy.Rights, StringComparer.OrdinalIgnoreCase);

    /// <summary>The connection string of a policy, for service clients. A secret, unless the key is the published one.</summary>
    /// <exception cref="KeyNotFoundException">There is no such policy.</exception>
    public string ConnectionString(string name)
    {
        SharedAccessPolicy<TRights> policy = Require(name);
        return $"HostName={_hostName};SharedAccessKeyName={policy.Name};SharedAccessKey={policy.Keys.Primary}";
    }

    /// <exception cref="KeyNotFoundException">There is no such policy.</exception>
    internal string PrimaryKey(string name) => Require(name).Keys.Primary;

    /// <summary>Adds a policy with keys of its own, or replaces the one of the same name.</summary>
    /// <returns>Its connection string.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">There are 16 already.</exception>
    public string Put(string name, TRights rights)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _policies.Put(new SharedAccessPolicy<TRights>(name, rights, SymmetricKeys.Generate()));
        return ConnectionString(name);
    }

    /// <summary>Gives a policy new keys; tokens of the old ones open nothing from now on.</summary>
    /// <returns>Its new connection string.</returns>
    /// <exception cref="KeyNotFoundException">There is no such policy.</exception>
    public string RegenerateKeys(string name)
    {
        _policies.Put(Require(name) with { Keys = SymmetricKeys.Generate() });
        return ConnectionString(name);
    }

    /// <summary>Removes a policy.</summary>
    /// <returns>False when there is none.</returns>
    public bool Remove(string name) => _policies.Remove(name);

    private SharedAccessPolicy<TRights> Require(string name) => _policies.Find(name) ?? throw new KeyNotFoundException($"There is no policy '{name}'.");
}
