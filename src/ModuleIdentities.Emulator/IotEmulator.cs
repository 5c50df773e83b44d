using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModuleIdentities.Emulator.Service.Security;
using ModuleIdentities.Emulator.State;
using ModuleIdentities.Emulator.Wire.Http;
using ModuleIdentities.Emulator.Wire.Mqtt;

namespace ModuleIdentities.Emulator;

/// <summary>
/// The Azure Device Provisioning Service and an IoT Hub in this process, over real TLS, MQTT and HTTPS, with credentials verified. For development
/// and tests: its keys are published.
/// </summary>
public sealed class IotEmulator : IAsyncDisposable
{
    /// <summary>
    /// The emulator's own, published key: of its hub policies, and of the enrolment that <see cref="StartWhenConfiguredAsync"/> makes. It protects
    /// nothing, as with the key of Azurite.
    /// </summary>
    public const string DevelopmentKey = "TW9kdWxlSWRlbnRpdGllcyBlbXVsYXRvciBrZXkgISE=";

    /// <summary>The ID scope of the emulated DPS unless the options say otherwise.</summary>
    public const string DefaultIdScope = "0ne00E00000";

    private readonly WebApplication _application;
    private readonly IStateStore _store;
    private readonly CertificateAuthority _authority;
    private readonly X509Certificate2 _certificate;
    private readonly EmulatorServices _services;

    private IotEmulator(IotEmulatorOptions options, IStateStore store)
    {
        _store = store;
        _services = new EmulatorServices(options, store);
        _authority = CertificateAuthority.Open(store);
        _certificate = _authority.IssueServerCertificate([.. new[] { options.HostName, "127.0.0.1", "localhost" }.Distinct()]);
        ILogger logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<IotEmulator>();
        MqttFrontDoor mqtt = new(_services, new HubLinks(_services, logger), logger);
        HttpFrontDoor http = new(_services, mqtt, logger);
        Enrollments = new EmulatedEnrollments(_services.Enrollments);
        Devices = new EmulatedDevices(_services.Settings, _services.Devices, _services.Modules);
        HostName = options.HostName;

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            IPAddress address = options.ListenOnAllInterfaces ? IPAddress.Any
                : IPAddress.TryParse(options.HostName, out IPAddress? own) && IPAddress.IsLoopback(own) ? own : IPAddress.Loopback;
            kestrel.Listen(address, options.MqttPort, listen => Secure(listen).Run(mqtt.OnConnectedAsync));
            kestrel.Listen(address, options.HttpsPort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                Secure(listen);
            });
        });
        _application = builder.Build();
        _application.UseWebSockets();
        _application.Run(http.AnswerAsync);
    }

    /// <summary>The host name or address of DPS and hub.</summary>
    public string HostName { get; }

    /// <summary>The TCP port of MQTT over TLS.</summary>
    public int MqttPort { get; private set; }

    /// <summary>The TCP port of HTTPS and WebSockets.</summary>
    public int HttpsPort { get; private set; }

    /// <summary>The ID scope of DPS.</summary>
    public string IdScope => _services.Settings.IdScope;

    /// <summary>The certificate authority to trust, as PEM, without its key.</summary>
    public string CertificateAuthorityPem => _authority.Pem;

    /// <summary>The enrolments of DPS.</summary>
    public EmulatedEnrollments Enrollments { get; }

    /// <summary>The devices and modules of the hub.</summary>
    public EmulatedDevices Devices { get; }

    /// <summary>What the hub received.</summary>
    public ReceivedMessages Messages => _services.Messages;

    /// <summary>What clients sent, exactly as it came over the wire.</summary>
    public Journal Journal => _services.Journal;

    /// <summary>How often each registry operation was asked for.</summary>
    public RegistryCounters Counters => _services.Counters;

    /// <summary>Starts an emulator; it serves when the task completes.</summary>
    /// <param name="options">How; the defaults fit a test.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="InvalidOperationException">The environment is <c>Production</c>.</exception>
    /// <exception cref="IOException">A port or the state file is in use.</exception>
    public static async Task<IotEmulator> StartAsync(IotEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new IotEmulatorOptions();
        options.Validate();
        IStateStore store = options.StateFile is null ? new MemoryStateStore() : SqliteStateStore.Open(options.StateFile);
        IotEmulator? emulator = null;
        try
        {
            emulator = new IotEmulator(options, store);
            await emulator._application.StartAsync(cancellationToken).ConfigureAwait(false);
            int[] ports = [.. emulator._application.Services.GetRequiredService<IServer>().Features
                .GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(address => new Uri(address).Port)];
            (emulator.MqttPort, emulator.HttpsPort) = (ports[0], ports[1]);
            ILogger logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<IotEmulator>();
            Log.Serving(logger, emulator.HostName, emulator.MqttPort, emulator.HostName, emulator.HttpsPort);
            return emulator;
        }
        catch
        {
            if (emulator is null)
            {
                await store.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                await emulator.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>
    /// Starts an emulator when <c>ModuleIdentities:UseEmulator</c> is true, and makes it what the rest of the configuration says: endpoint, scope,
    /// registration id, ports and trust. A <c>Provisioning:SymmetricKey:PrimaryKey</c> that is configured stays, so that a wrong one is refused.
    /// </summary>
    /// <param name="configuration">
    /// Read: <c>ModuleIdentities:UseEmulator</c>, <c>:Emulator:StateFile</c>, <c>:Provisioning:RegistrationId</c> (default <c>quickstart</c>).
    /// Gets a last source with the emulator's settings.
    /// </param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The emulator, or null when the configuration asks for none.</returns>
    public static async Task<IotEmulator?> StartWhenConfiguredAsync(IConfigurationManager configuration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (!bool.TryParse(configuration["ModuleIdentities:UseEmulator"], out bool isWanted) || !isWanted)
        {
            return null;
        }

        IotEmulatorOptions options = new() { StateFile = configuration["ModuleIdentities:Emulator:StateFile"] };
        IotEmulator emulator = await StartAsync(options, cancellationToken).ConfigureAwait(false);
        string registrationId = configuration["ModuleIdentities:Provisioning:RegistrationId"] is { Length: > 0 } configured ? configured : "quickstart";
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey(registrationId, DevelopmentKey);
        Dictionary<string, string?> settings = new(emulator.SettingsFor(enrollment));
        if (!string.IsNullOrEmpty(configuration["ModuleIdentities:Provisioning:SymmetricKey:PrimaryKey"]))
        {
            settings.Remove("ModuleIdentities:Provisioning:SymmetricKey:PrimaryKey");
        }

        configuration.AddInMemoryCollection(settings);
        return emulator;
    }

    /// <summary>The configuration with which a device of this enrolment finds the emulator and trusts it.</summary>
    public IReadOnlyDictionary<string, string?> SettingsFor(IndividualEnrollment enrollment)
    {
        ArgumentNullException.ThrowIfNull(enrollment);
        return new Dictionary<string, string?>
        {
            ["ModuleIdentities:Provisioning:GlobalEndpoint"] = HostName,
            ["ModuleIdentities:Provisioning:IdScope"] = IdScope,
            ["ModuleIdentities:Provisioning:RegistrationId"] = enrollment.RegistrationId,
            ["ModuleIdentities:Provisioning:SymmetricKey:PrimaryKey"] = enrollment.PrimaryKey,
            ["ModuleIdentities:Network:MqttPort"] = MqttPort.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["ModuleIdentities:Network:HttpsPort"] = HttpsPort.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["ModuleIdentities:Network:TrustedRootPem"] = CertificateAuthorityPem,
        };
    }

    /// <summary>
    /// Ends as a killed process would: connections are dropped, writes that were not acknowledged are lost, nothing is flushed. What was acknowledged
    /// is in the state file for the next start.
    /// </summary>
    public async Task KillAsync()
    {
        await _store.AbandonAsync().ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Stops serving, and closes the state.</summary>
    public async ValueTask DisposeAsync()
    {
        // No grace for open connections: a client of an emulator has nothing to finish.
        using CancellationTokenSource now = new(TimeSpan.Zero);
        await _application.StopAsync(now.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
        _certificate.Dispose();
        _authority.Dispose();
    }

    private ListenOptions Secure(ListenOptions listen) => listen.UseHttps(new HttpsConnectionAdapterOptions
    {
        ServerCertificate = _certificate,
        // Asked for and never required: who signs tokens has none.
        ClientCertificateMode = ClientCertificateMode.AllowCertificate,
        ClientCertificateValidation = static (_, _, _) => true,
    });
}
