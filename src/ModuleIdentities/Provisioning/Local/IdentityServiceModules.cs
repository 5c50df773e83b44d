using System.Net;
using System.Text;

namespace ModuleIdentities;

/// <summary>Modules from the Azure IoT Identity Service: identities from identityd, signatures from keyd. See docs/identity-service.md.</summary>
/// <remarks>
/// A principal of the Identity Service gets its own module and no other. A user without an <c>idtype</c>, and root, get each module, which is made when
/// it is missing; nothing is ever deleted or changed.
/// </remarks>
internal sealed class IdentityServiceModules : LocalModules
{
    private const string ApiVersion = "api-version=2020-09-01";
    private const string Aziot = "aziot";
    private const string Identityd = "identityd";
    private const string Keyd = "keyd";

    private readonly LocalServiceClient _identities;
    private readonly LocalServiceClient _keys;

    public IdentityServiceModules(ModuleIdentityOptions options)
        : base(options)
    {
        _identities = Client(Identityd);
        _keys = Client(Keyd);

        LocalServiceClient Client(string name) => new(
            LocalAddress.OfSocket(SocketOf(options.Provisioning.IdentityService, name)),
            $"The Azure IoT Identity Service ({name})",
            "See whether it runs: aziotctl system status",
            options,
            Logger);
    }

    /// <summary>The sockets of those who are asked.</summary>
    /// <param name="options">Options that say where they are.</param>
    internal static IReadOnlyList<string> Sockets(IdentityServiceOptions options) => [SocketOf(options, Identityd), SocketOf(options, Keyd)];

    protected override string Giver => "the Azure IoT Identity Service";

    protected override async Task<ModuleIdentity> FetchAsync(string moduleId, CancellationToken cancellationToken)
    {
        string path = $"/identities/modules/{Uri.EscapeDataString(moduleId)}?{ApiVersion}&type={Aziot}";
        LocalAnswer answer = await _identities.SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false);
        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw await RefusalAsync(moduleId, cancellationToken).ConfigureAwait(false);
        }

        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
        {
            // It is not there, or its hub was out of reach, which identityd tells in the same way: making it does no harm then.
            answer = await MakeAsync(moduleId, cancellationToken).ConfigureAwait(false);
            if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                throw NotMade(moduleId);
            }
        }

        return answer.IsSuccess ? Read(moduleId, answer)
            : HubFault(answer) is var fault && RegistryFaults.IsModulesQuota(fault) ? throw TooManyModules(moduleId, fault)
            : throw Failed(moduleId, Identityd, answer);
    }

    protected override async Task<ModuleIdentity?> AskAfterRefusalAsync(ModuleIdentity refused, CancellationToken cancellationToken)
    {
        if (refused.Recovery >= RecoveryStep.ReadAgain)
        {
            return null;
        }

        ModuleIdentity read = await FetchAsync(refused.ModuleId, cancellationToken).ConfigureAwait(false);
        if (!read.IsSameAs(refused))
        {
            return read.After(RecoveryStep.ReadAgain);
        }

        // identityd still tells of a module that its hub no longer has. One that is there stays as it is; for who may not make any the refusal stands.
        LocalAnswer made = await MakeAsync(refused.ModuleId, cancellationToken).ConfigureAwait(false);
        return made.IsSuccess ? Read(refused.ModuleId, made).After(RecoveryStep.ReadAgain) : null;
    }

    private static string SocketOf(IdentityServiceOptions options, string daemon) =>
        Path.Combine(Environment.ExpandEnvironmentVariables(options.Directory!), $"{daemon}.sock");

    private Task<LocalAnswer> MakeAsync(string moduleId, CancellationToken cancellationToken)
    {
        byte[] wanted = JsonBody.Write(new IdentityServiceModuleRequest(Aziot, moduleId).Write);
        return _identities.SendAsync(HttpMethod.Post, $"/identities/modules?{ApiVersion}", wanted, cancellationToken);
    }

    /// <summary>Has keyd sign for a module.</summary>
    /// <exception cref="ModuleIdentityException">It did not.</exception>
    private async Task<byte[]> SignAsync(string moduleId, string keyHandle, string text, CancellationToken cancellationToken)
    {
        KeyServiceSignRequest request = new(keyHandle, "HMAC-SHA256", Encoding.UTF8.GetBytes(text));
        LocalAnswer answer = await _keys.SendAsync(HttpMethod.Post, $"/sign?{ApiVersion}", JsonBody.Write(request.Write), cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess
            ? answer.Read(KeyServiceSignature.Read)?.Signature ?? throw Incomprehensible(moduleId, "keyd gave no signature")
            : throw Failed(moduleId, Keyd, answer, answer.SigningFault);
    }

    private ModuleIdentity Read(string moduleId, LocalAnswer answer)
    {
        IdentityServiceIdentity? identity = answer.Read(IdentityServiceIdentity.Read);
        if (identity is not { Type: Aziot, Spec: { HubName: { } hub, DeviceId: { } device, Auth: { } auth } spec } || spec.ModuleId != moduleId)
        {
            throw Incomprehensible(moduleId, "identityd gave no identity of this module");
        }

        if (auth is not { Type: "sas", KeyHandle: { } handle })
        {
            throw new ModuleIdentityException(
                ModuleIdentityErrorCode.RequestRejected,
                $"Module '{moduleId}' of device '{device}' proves itself with a certificate whose private key keyd keeps",
                "Only OpenSSL with the engine of the Identity Service can use such a key in a handshake, and .NET does not load it: give the module a SAS key")
            {
                DeviceId = device,
                ModuleId = moduleId,
            };
        }

        RemoteKey key = new(
            // The handle is another one in each answer.
            RemoteKey.FingerprintOf($"{device}/{moduleId}\n{spec.GenId}"),
            Giver,
            new SasCredential(new LocalSigner((text, token) => SignAsync(moduleId, handle, text, token))));
        return new ModuleIdentity(hub, device, moduleId, spec.GenId ?? "", new ModuleSecrets(key, null), ModuleIdentityOrigin.Existing)
        {
            GatewayHost = spec.GatewayHost,
            KeysSince = Options.TimeProvider.GetUtcNow(),
        };
    }

    /// <summary>Says whose module it is not, and which one the user has instead.</summary>
    private async Task<ModuleIdentityException> RefusalAsync(string moduleId, CancellationToken cancellationToken)
    {
        LocalAnswer own = await _identities.SendAsync(HttpMethod.Get, $"/identities/identity?{ApiVersion}", null, cancellationToken).ConfigureAwait(false);
        string? other = own.IsSuccess ? own.Read(IdentityServiceIdentity.Read)?.Spec?.ModuleId : null;
        string instead = other is null ? "has no module" : $"has the module '{other}'";
        return new ModuleIdentityException(
            ModuleIdentityErrorCode.AccessDenied,
            $"The Azure IoT Identity Service does not give module '{moduleId}' to user '{Environment.UserName}', who {instead}",
            $"Let the module class have that name, or entitle the user: [[principal]] name = \"{moduleId}\", idtype = [\"module\"], uid = <number of the user> "
                + "in a file of /etc/aziot/identityd/config.d, then 'aziotctl system restart'")
        { ModuleId = moduleId };
    }

    // Whatever its hub's status was, identityd answers 404 and hands on the hub's words.
    private static ServiceFault HubFault(LocalAnswer answer) =>
        ServiceFault.ReadMessage((int)answer.Status, answer.Read(IdentityServiceFailure.Read)?.Cause ?? "");

    private static ModuleIdentityException TooManyModules(string moduleId, ServiceFault fault) => new(
        ModuleIdentityErrorCode.QuotaExceeded,
        $"The Azure IoT Identity Service (identityd) cannot make module '{moduleId}': its hub has no room for another one of this device",
        RegistryFaults.ModulesQuotaAdvice,
        fault)
    { ModuleId = moduleId };

    private static ModuleIdentityException NotMade(string moduleId) => new(
        ModuleIdentityErrorCode.ServiceFailed,
        $"The Azure IoT Identity Service (identityd) has no module '{moduleId}', although user '{Environment.UserName}' is entitled to it",
        "It makes it when it provisions: see whether it reaches its hub (aziotctl check), then 'aziotctl system reprovision'")
    { ModuleId = moduleId };

    private static ModuleIdentityException Failed(
        string moduleId, string daemon, LocalAnswer answer, ModuleIdentityErrorCode code = ModuleIdentityErrorCode.ServiceFailed) => new(
        code,
        $"The Azure IoT Identity Service ({daemon}) failed to serve module '{moduleId}' with status {(int)answer.Status}",
        $"See why: aziotctl check, and journalctl -u aziot-{daemon}")
        { ModuleId = moduleId };

    private static ModuleIdentityException Incomprehensible(string moduleId, string what) => new(
        ModuleIdentityErrorCode.InvalidAnswer,
        $"When it was asked for module '{moduleId}', {what}",
        "See whether the sockets belong to the Azure IoT Identity Service, 1.1 or newer")
    { ModuleId = moduleId };
}
