using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Tests.Infrastructure;

/// <summary>An HTTPS server that plays a script, for answers that no healthy service gives. Records every request as it came.</summary>
internal sealed class ScriptedService : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _script = new();
    private readonly ConcurrentQueue<ScriptedRequest> _requests = new();
    private readonly X509Certificate2 _certificate;

    private ScriptedService(string certificateName)
    {
        _certificate = CreateCertificate(certificateName);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    public IReadOnlyCollection<ScriptedRequest> Requests => _requests;

    public int Port { get; private set; }

    public NetworkOptions Network => new() { HttpsPort = Port, TrustedRootPem = _certificate.ExportCertificatePem() };

    public static async Task<ScriptedService> StartAsync(string certificateName = "127.0.0.1")
    {
        ScriptedService service = new(certificateName);
        await service._application.StartAsync();
        string address = service._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        service.Port = new Uri(address).Port;
        return service;
    }

    public ScriptedService Answers(int status, string body = "", params (string Name, string Value)[] headers)
    {
        _script.Enqueue(context =>
        {
            context.Response.StatusCode = status;
            foreach ((string name, string value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
        });
        return this;
    }

    /// <summary>The same, and something happens meanwhile.</summary>
    public ScriptedService Answers(int status, string body, Action meanwhile)
    {
        _script.Enqueue(context =>
        {
            meanwhile();
            context.Response.StatusCode = status;
            return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
        });
        return this;
    }

    /// <summary>Takes the next request, says so, and never answers it.</summary>
    public Task FallsSilent()
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.Enqueue(async context =>
        {
            reached.SetResult();
            TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        });
        return reached.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        string body = await reader.ReadToEndAsync();
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        _requests.Enqueue(new ScriptedRequest(
            context.Request.Method, target, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body));
        Assert.True(_script.TryDequeue(out Func<HttpContext, Task>? answer), $"{context.Request.Method} {target} is not in the script");
        await answer!(context);
    }

    public static X509Certificate2 CreateCertificate(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        if (IPAddress.TryParse(name, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 created = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(created.Export(X509ContentType.Pfx), null);
    }
}

/// <summary>One request as it came over the wire.</summary>
internal sealed record ScriptedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);
