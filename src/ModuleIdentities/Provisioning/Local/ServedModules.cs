namespace ModuleIdentities;

/// <summary>Modules from <c>moduleid serve</c>: see docs/serve.md.</summary>
internal sealed class ServedModules : LocalModules
{
    private readonly LocalServiceClient _http;

    public ServedModules(ModuleIdentityOptions options)
        : base(options)
    {
        _http = new LocalServiceClient(
            LocalAddress.OfSocket(Environment.ExpandEnvironmentVariables(options.Provisioning.LocalProvisioner.Socket!)),
            "The local provisioner",
            "See whether it runs: systemctl status moduleid.socket moduleid.service",
            options,
            Logger);
    }

    protected override string Giver => "'moduleid serve'";

    public override async Task<ModuleIdentity> ReprovisionAsync(string moduleId, CancellationToken cancellationToken) => await AskAsync(
        moduleId, token => PostAsync(moduleId, ServePaths.Reprovision, token), cancellationToken).ConfigureAwait(false);

    public override async Task<ModuleIdentity> RotateAsync(
        ModuleIdentity current, Func<ModuleIdentity, CancellationToken, Task> adopt, CancellationToken cancellationToken)
    {
        // The provisioner has kept both new keys before it answers: whatever happens here, they are not lost.
        ModuleIdentity rotated = await AskAsync(
            current.ModuleId, token => PostAsync(current.ModuleId, ServePaths.Rotate, token), cancellationToken).ConfigureAwait(false);
        await adopt(rotated, cancellationToken).ConfigureAwait(false);
        return rotated;
    }

    protected override Task<ModuleIdentity> FetchAsync(string moduleId, CancellationToken cancellationToken) => PostAsync(moduleId, null, cancellationToken);

    protected override async Task<ModuleIdentity?> AskAfterRefusalAsync(ModuleIdentity refused, CancellationToken cancellationToken)
    {
        ServedRefusal refusal = new(refused.HubHostName, refused.DeviceId, refused.KeyFingerprint, refused.Recovery);
        LocalAnswer answer = await SendAsync(
            refused.ModuleId, ServePaths.Refused, JsonBody.Write(refusal.Write), cancellationToken).ConfigureAwait(false);
        return answer.Body.Length == 0 ? null : Read(refused.ModuleId, answer);
    }

    /// <summary>Has the provisioner sign a token of a module.</summary>
    /// <exception cref="ModuleIdentityException">It did not.</exception>
    internal async Task<string> SignAsync(string moduleId, ServedTokenRequest request, CancellationToken cancellationToken)
    {
        LocalAnswer answer = await SendAsync(
            moduleId, ServePaths.Token, JsonBody.Write(request.Write), cancellationToken).ConfigureAwait(false);
        return answer.Read(ServedToken.Read)?.Token ?? throw Incomprehensible(moduleId);
    }

    private async Task<ModuleIdentity> PostAsync(string moduleId, string? verb, CancellationToken cancellationToken) =>
        Read(moduleId, await SendAsync(moduleId, verb, null, cancellationToken).ConfigureAwait(false));

    private async Task<LocalAnswer> SendAsync(string moduleId, string? verb, byte[]? json, CancellationToken cancellationToken)
    {
        string path = $"{ServePaths.Modules}/{Uri.EscapeDataString(moduleId)}{(verb is null ? "" : $"/{verb}")}";
        LocalAnswer answer = await _http.SendAsync(HttpMethod.Post, path, json, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? answer : throw Failure(moduleId, answer);
    }

    private ModuleIdentity Read(string moduleId, LocalAnswer answer)
    {
        if (answer.Read(ServedModule.Read) is not { } served || served.ModuleId != moduleId || ReadSecrets(served) is not { } secrets)
        {
            throw Incomprehensible(moduleId);
        }

        ModuleIdentity identity = new(served.HubHostName, served.DeviceId, served.ModuleId, served.GenerationId, secrets, served.Origin)
        {
            KeysSince = served.KeysSince,
            ProvisioningPayload = served.ProvisioningPayload,
        };
        return ((identity.KeyFingerprint == served.KeyFingerprint ? identity : identity.WithOther()) ?? identity).After(served.Recovery);
    }

    private ModuleSecrets? ReadSecrets(ServedModule served)
    {
        if (served.Keys is not { } keys)
        {
            return new ModuleSecrets(new RemoteKey(served.KeyFingerprint, Giver, new ServedCredential(this, served.ModuleId, served.KeyFingerprint)), null);
        }

        ModuleSecret? secondary = null;
        return keys.Length is 1 or 2 && ModuleSecret.TryImport(keys[0], out ModuleSecret? primary) && (keys.Length == 1 || ModuleSecret.TryImport(keys[1], out secondary))
            ? new ModuleSecrets(primary, secondary)
            : null;
    }

    private static ModuleIdentityException Failure(string moduleId, LocalAnswer answer)
    {
        ServedError? error = answer.Read(ServedFailure.Read)?.Error;
        return error is not null && Enum.TryParse(error.Code, out ModuleIdentityErrorCode code)
            ? new ModuleIdentityException(
                code,
                $"'moduleid serve' did not serve module '{moduleId}'",
                error.Message.TrimEnd('.'),
                new ServiceFault { RetryAfter = error.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null })
            { ModuleId = moduleId }
            : Incomprehensible(moduleId);
    }

    private static ModuleIdentityException Incomprehensible(string moduleId) => new(
        ModuleIdentityErrorCode.InvalidAnswer,
        $"'moduleid serve' answered what cannot be understood when it was asked for module '{moduleId}'",
        "See that the package ModuleIdentities and the tool moduleid are of versions that fit each other")
    { ModuleId = moduleId };
}
