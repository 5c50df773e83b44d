using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>What every module class has, without a line of generated code for it.</summary>
public static class ModuleExtensions
{
    extension(IModule module)
    {
        /// <summary>The identity that the module is connected with.</summary>
        /// <exception cref="InvalidOperationException">The module has not been connected, or is not provisioned yet.</exception>
        public ModuleIdentity Identity => module.ModuleClient.Identity;
    }

    extension<TModule>(TModule)
        where TModule : IModuleClass
    {
        /// <summary>Gets the module's identity from the hub, creating it when the device has none. Does not connect.</summary>
        /// <param name="options">How the device proves itself; validated before anything is sent.</param>
        /// <param name="cancellationToken">Ends the wait. A module that the hub has created by then stays; the next call finds it.</param>
        /// <returns>The identity, and whether it was created or found.</returns>
        /// <exception cref="ArgumentException">The module id is not one that IoT Hub accepts.</exception>
        /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
        /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
#pragma warning disable CA1000 // Called on the module class itself; the extension block is no generic type that anybody could name.
        public static Task<ModuleIdentity> ProvisionAsync(ModuleIdentityOptions options, CancellationToken cancellationToken = default) =>
#pragma warning restore CA1000
            ModuleProvisioner.ProvisionAsync(options, TModule.ModuleId, cancellationToken);
    }
}
