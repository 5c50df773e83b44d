using ModuleIdentities.Emulator.Service.Authorization;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>Decides who may use the service API of the Device Provisioning Service: whoever has the key of a policy with the right.</summary>
internal sealed class EnrollmentAuthorizer(ProvisioningSettings settings, PolicyTable<ProvisioningRights> policies, TimeProvider time)
{
    /// <param name="token">What the caller shows.</param>
    /// <param name="path">What it wants, below the service: <c>enrollments/{id}</c>.</param>
    /// <param name="rights">The rights that it takes.</param>
    /// <exception cref="ProvisioningRefusedException">The token is missing, void, or does not permit it.</exception>
    public void Admit(SasToken? token, string path, ProvisioningRights rights)
    {
        bool isAdmitted = token is not null && policies.Permits(token, rights) && token.Covers($"{settings.HostName}/{path}")
            && token.ExpiresAt + settings.ClockSkew >= time.GetUtcNow();
        if (!isAdmitted)
        {
            throw new ProvisioningRefusedException(ProvisioningError.Unauthorized, "Unauthorized");
        }
    }
}
