using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Tpm.Tests;

/// <summary>A software TPM whose endorsement key is enrolled, and a bare client of the emulated Device Provisioning Service.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly IotEmulator _emulator;
    private readonly HttpClient _http;

    private Bench(SoftwareTpm software, IotEmulator emulator, TssTpm tpm)
    {
        Software = software;
        Tpm = tpm;
        _emulator = emulator;
        X509Certificate2 root = X509Certificate2.CreateFromPem(emulator.CertificateAuthorityPem);
        _http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { root }, RevocationMode = X509RevocationMode.NoCheck } },
        })
        { BaseAddress = new Uri($"https://{emulator.HostName}:{emulator.HttpsPort}") };
    }

    public SoftwareTpm Software { get; }

    public TssTpm Tpm { get; }

    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="prepare">What is done to the TPM before its first use.</param>
    public static async Task<Bench> StartAsync(CancellationToken cancellationToken, Func<SoftwareTpm, Task>? prepare = null)
    {
        SoftwareTpm software = await SoftwareTpm.StartAsync(cancellationToken);
        if (prepare is not null)
        {
            await prepare(software);
        }

        IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: cancellationToken);
        TpmOptions options = new() { Tcti = software.Tcti };
        emulator.Enrollments.AddTpm("line-4", await EndorsementKey.ReadAsync(options, cancellationToken));
        return new Bench(software, emulator, new TssTpm(options));
    }

    /// <summary>A key that the service sends to this TPM alone.</summary>
    public async Task<byte[]> ChallengeAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await PutAsync(null, cancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        JsonNode challenge = (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
        Assert.Null(challenge["status"]);
        Assert.Equal("registration", (string?)challenge["keyName"]);
        return Convert.FromBase64String((string)challenge["authenticationKey"]!);
    }

    /// <summary>Registers with what a key signs.</summary>
    public Task<HttpResponseMessage> RegisterAsync(IKeySigner key, CancellationToken cancellationToken) => PutAsync(key, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _emulator.DisposeAsync();
        await Software.DisposeAsync();
    }

    private async Task<HttpResponseMessage> PutAsync(IKeySigner? key, CancellationToken cancellationToken)
    {
        TpmIdentity identity = await Tpm.IdentifyAsync(cancellationToken);
        string resource = $"{_emulator.IdScope}/registrations/line-4";
        using HttpRequestMessage request = new(HttpMethod.Put, $"/{resource}/register?api-version=2021-06-01");
        request.Content = JsonContent.Create(new JsonObject
        {
            ["registrationId"] = "line-4",
            ["tpm"] = new JsonObject { ["endorsementKey"] = identity.EndorsementKey, ["storageRootKey"] = identity.StorageRootKey },
        });
        if (key is not null)
        {
            string token = await SharedAccessSignature.CreateAsync(key, resource, TimeProvider.System.GetUtcNow().AddMinutes(1), "registration", cancellationToken);
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        return await _http.SendAsync(request, cancellationToken);
    }
}
