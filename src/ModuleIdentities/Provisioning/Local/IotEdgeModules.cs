using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ModuleIdentities;

/// <summary>The module of a container of IoT Edge: its identity from the environment, its signatures and its trust from the workload API. See docs/iot-edge.md.</summary>
internal sealed class IotEdgeModules : LocalModules
{
    private readonly IotEdgeEnvironment _edge;
    private readonly LocalServiceClient _workload;

    public IotEdgeModules(ModuleIdentityOptions options)
        : base(options)
    {
        // The validator has seen that nothing is wrong with it.
        _edge = IotEdgeEnvironment.Read(options.Provisioning.IotEdge, out _)!;
        _workload = new LocalServiceClient(
            _edge.Workload,
            "The workload API of IoT Edge",
            "See whether IoT Edge runs: iotedge system status",
            options,
            Logger);
    }

    // The edge hub has a list of the modules from the cloud; a container may be started before its module is in it.
    public override bool HubLearnsLater => (Options.Network.GatewayHost ?? _edge.GatewayHost) is not null;

    protected override string Giver => "IoT Edge";

    protected override async Task<ModuleIdentity> FetchAsync(string moduleId, CancellationToken cancellationToken)
    {
        if (moduleId != _edge.ModuleId)
        {
            throw Fault(
                moduleId,
                ModuleIdentityErrorCode.RequestRejected,
                $"This container is the module '{_edge.ModuleId}' of device '{_edge.DeviceId}', not '{moduleId}'",
                "Let the module class and the module of the deployment have one name, and each module class a container of its own");
        }

        RemoteKey key = new(
            RemoteKey.FingerprintOf($"{_edge.DeviceId}/{moduleId}\n{_edge.GenerationId}"), Giver, new SasCredential(new LocalSigner(SignAsync)));
        return new ModuleIdentity(_edge.HubHostName, _edge.DeviceId, moduleId, _edge.GenerationId, new ModuleSecrets(key, null), ModuleIdentityOrigin.Existing)
        {
            GatewayHost = _edge.GatewayHost,
            TrustedRootPem = _edge.GatewayHost is null ? null : await ReadTrustBundleAsync(cancellationToken).ConfigureAwait(false),
            KeysSince = Options.TimeProvider.GetUtcNow(),
        };
    }

    // It signs with the key that the module has now: there is none to try instead.
    protected override Task<ModuleIdentity?> AskAfterRefusalAsync(ModuleIdentity refused, CancellationToken cancellationToken) =>
        Task.FromResult<ModuleIdentity?>(null);

    private async Task<byte[]> SignAsync(string text, CancellationToken cancellationToken)
    {
        byte[] request = JsonBody.Write(new WorkloadSignRequest("primary", "HMACSHA256", Encoding.UTF8.GetBytes(text)).Write);
        string path = $"/modules/{Uri.EscapeDataString(_edge.ModuleId)}/genid/{Uri.EscapeDataString(_edge.GenerationId)}/sign";
        LocalAnswer answer = await SendAsync(HttpMethod.Post, path, request, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess
            ? answer.Read(WorkloadSignature.Read)?.Digest ?? throw Incomprehensible("no signature")
            : throw Failed(answer, answer.SigningFault);
    }

    private async Task<string> ReadTrustBundleAsync(CancellationToken cancellationToken)
    {
        LocalAnswer answer = await SendAsync(HttpMethod.Get, "/trust-bundle", null, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            throw Failed(answer, ModuleIdentityErrorCode.ServiceFailed);
        }

        string? pem = answer.Read(WorkloadTrustBundle.Read)?.Certificate;
        return HasCertificate(pem) ? pem! : throw Incomprehensible("no certificate to trust");
    }

    private Task<LocalAnswer> SendAsync(HttpMethod method, string path, byte[]? json, CancellationToken cancellationToken) => _workload.SendAsync(
        method, $"{path}?api-version={Uri.EscapeDataString(_edge.ApiVersion)}", json, cancellationToken);

    private ModuleIdentityException Failed(LocalAnswer answer, ModuleIdentityErrorCode code) => code == ModuleIdentityErrorCode.AccessDenied
        ? Fault(
            _edge.ModuleId,
            code,
            $"IoT Edge does not take this process for the module '{_edge.ModuleId}'",
            "Only a process of the module's own container may ask: see the log of aziot-edged for who it took it for")
        : Fault(
            _edge.ModuleId,
            code,
            $"The workload API of IoT Edge failed to serve module '{_edge.ModuleId}' with status {(int)answer.Status}",
            "See why: iotedge check, and journalctl -u aziot-edged");

    private static bool HasCertificate(string? pem)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPem(pem);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            foreach (X509Certificate2 certificate in certificates)
            {
                certificate.Dispose();
            }
        }
    }

    private ModuleIdentityException Incomprehensible(string what) => Fault(
        _edge.ModuleId,
        ModuleIdentityErrorCode.InvalidAnswer,
        $"When it was asked for module '{_edge.ModuleId}', the workload API of IoT Edge gave {what}",
        $"See whether {_edge.Workload.Text} belongs to IoT Edge");

    private ModuleIdentityException Fault(string moduleId, ModuleIdentityErrorCode code, string what, string advice) =>
        new(code, what, advice) { DeviceId = _edge.DeviceId, ModuleId = moduleId };
}
