using Microsoft.Azure.Devices;

namespace ModuleIdentities;

/// <summary>A module of the registry in their words and in ours.</summary>
internal static class SdkModule
{
    public static ModuleRecord Read(Module module) => new(
        module.DeviceId,
        module.Id,
        module.GenerationId,
        // Taken from the header, it has its quotes.
        module.ETag?.Trim('"'),
        module.ManagedBy,
        Read(module.Authentication),
        module.ConnectionState.ToString(),
        new DateTimeOffset(DateTime.SpecifyKind(module.LastActivityTime, DateTimeKind.Utc)));

    /// <summary>The module that a request writes.</summary>
    public static Module Write(RegistryRequest request)
    {
        ModuleRecord wanted = request.Module!;
        return new Module(wanted.DeviceId, wanted.ModuleId)
        {
            ETag = request.Etag,
            ManagedBy = wanted.ManagedBy,
            Authentication = wanted.Authentication is { } authentication ? Write(authentication) : null,
        };
    }

    private static ModuleAuthentication? Read(AuthenticationMechanism? authentication) => authentication is null ? null : new ModuleAuthentication(
        authentication.Type switch
        {
            Microsoft.Azure.Devices.AuthenticationType.Sas => AuthenticationType.Sas,
            Microsoft.Azure.Devices.AuthenticationType.SelfSigned => AuthenticationType.SelfSigned,
            Microsoft.Azure.Devices.AuthenticationType.CertificateAuthority => "certificateAuthority",
            _ => "none",
        },
        authentication.SymmetricKey is { PrimaryKey: not null } keys ? new ModuleSymmetricKey(keys.PrimaryKey, keys.SecondaryKey) : null,
        authentication.X509Thumbprint is { PrimaryThumbprint: not null } or { SecondaryThumbprint: not null }
            ? new ModuleThumbprint(authentication.X509Thumbprint.PrimaryThumbprint, authentication.X509Thumbprint.SecondaryThumbprint)
            : null);

    private static AuthenticationMechanism Write(ModuleAuthentication authentication) => authentication.X509Thumbprint is { } thumbprints
        ? new AuthenticationMechanism
        {
            SymmetricKey = null,
            X509Thumbprint = new X509Thumbprint { PrimaryThumbprint = thumbprints.PrimaryThumbprint, SecondaryThumbprint = thumbprints.SecondaryThumbprint },
        }
        : new AuthenticationMechanism
        {
            SymmetricKey = new SymmetricKey { PrimaryKey = authentication.SymmetricKey?.PrimaryKey, SecondaryKey = authentication.SymmetricKey?.SecondaryKey },
        };
}
