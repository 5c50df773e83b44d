using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>The way from options to a module identity: the device proves itself, learns its hub, and gets or creates its module there.</summary>
public static class ModuleProvisioner
{
    /// <summary>Gets the module identity, creating it when the hub does not have it yet.</summary>
    /// <param name="options">How the device proves itself; validated before anything is sent.</param>
    /// <param name="moduleId">The module id.</param>
    /// <param name="cancellationToken">Ends the wait. A module that the hub has created by then stays; the next call finds it.</param>
    /// <returns>The identity, and whether it was created or found.</returns>
    /// <exception cref="ArgumentException">The module id is not one that IoT Hub accepts.</exception>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    public static async Task<ModuleIdentity> ProvisionAsync(
        ModuleIdentityOptions options, string moduleId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfInvalid(moduleId);
        options.Validate();

        ILogger logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(typeof(ModuleProvisioner));
        DeviceCredential device = await CreateDeviceProvisioner(options, logger).ProvisionAsync(cancellationToken).ConfigureAwait(false);
        using ModuleRegistry registry = new(device, options.Network, options.TimeProvider, logger);
        return await registry.GetOrCreateAsync(moduleId, cancellationToken).ConfigureAwait(false);
    }

    internal static void ThrowIfInvalid(string moduleId)
    {
        ArgumentNullException.ThrowIfNull(moduleId);
        string? fault = ModuleNameRules.Check(moduleId, out int position) switch
        {
            ModuleNameFault.None => null,
            ModuleNameFault.Empty => "is empty",
            ModuleNameFault.TooLong => $"has {moduleId.Length} characters; at most {ModuleNameRules.MaximumLength} are allowed",
            ModuleNameFault.Reserved => $"starts with $, which is kept for system modules",
            _ => $"has '{moduleId[position]}' at index {position}; allowed are ASCII letters, digits and {ModuleNameRules.AllowedPunctuation}",
        };
        if (fault is not null)
        {
            throw new ArgumentException($"The module id '{moduleId}' {fault}.", nameof(moduleId));
        }
    }

    private static IDeviceProvisioner CreateDeviceProvisioner(ModuleIdentityOptions options, ILogger logger)
    {
        ProvisioningOptions provisioning = options.Provisioning;
        if (!string.IsNullOrEmpty(provisioning.ConnectionString))
        {
            return new ConnectionStringProvisioner(provisioning.ConnectionString);
        }

        DpsEnrollment enrollment = DpsEnrollment.From(provisioning);
        return new DpsProvisioner(
            enrollment,
            () => provisioning.Transport == ProvisioningTransport.Https
                ? new DpsHttpsTransport(enrollment, options.Network, options.TimeProvider)
                : new DpsMqttTransport(enrollment, provisioning, options.Network, options.TimeProvider),
            provisioning.Timeout,
            options.TimeProvider,
            logger);
    }
}
