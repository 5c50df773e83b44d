using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModuleIdentities.Emulator.Service.Security;
using ModuleIdentities.Emulator.Service.Seeding;
using ModuleIdentities.Emulator.State;
using ModuleIdentities.Emulator.Wire.Http;
using ModuleIdentities.Emulator.Wire.Management;
using ModuleIdentities.Emulator.Wire.Mqtt;
using ModuleIdentities.Emulator.Wire.Tls;

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
    private readonly EmulatorRoot _root;
    private readonly MqttFrontDoor _mqtt;
    private readonly ListeningSockets _sockets = new();

    private IotEmulator(IotEmulatorOptions options, IStateStore store)
    {
        _store = store;
        _root = new EmulatorRoot(options, store);
        _authority = CertificateAuthority.Open(store);
        _certificate = _authority.IssueServerCertificate([.. options.AllHosts.Concat(["127.0.0.1", "localhost"]).Distinct()]);
        ILogger logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<IotEmulator>();
        _mqtt = new MqttFrontDoor(_root, logger);
        Management = new ManagementApi(_root, this);
        HttpFrontDoor http = new(_root, _mqtt, Management, logger);
        Enrollments = new EmulatedEnrollments(_root.Enrollments, _root.EnrollmentService, _root.Allocator, _root.Time);
        ProvisioningPolicies = new EmulatedPolicies<ProvisioningRights>(options.HostName, _root.ProvisioningPolicies);
        Hubs = new EmulatedHubs(_root.Hubs.Zip(_root.Linked, (hub, linked) => new EmulatedHub(hub, linked)));
        HostName = options.HostName;

        IPAddress[] addresses = options.ListenOnAllInterfaces ? [IPAddress.Any] : [.. options.AllHosts.Select(Address).Distinct()];
        ListeningAddress = addresses[0];
        MqttPort = _sockets.Bind(addresses, options.MqttPort);
        HttpsPort = _sockets.Bind(addresses, options.HttpsPort);
        TlsServer tls = new(_certificate);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = _sockets.Take);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Whoever sends a header drop by drop does not keep a connection; bodies have Kestrel's own least rate.
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
            foreach (IPAddress address in addresses)
            {
                kestrel.Listen(address, MqttPort, listen => tls.Secure(listen).Run(_mqtt.OnConnectedAsync));
                kestrel.Listen(address, HttpsPort, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1;
                    tls.Secure(listen);
                });
            }
        });
        _application = builder.Build();
        _application.UseWebSockets();
        _application.Run(http.AnswerAsync);
    }

    /// <summary>The host name or address of DPS and of the first hub.</summary>
    public string HostName { get; }

    /// <summary>The TCP port of MQTT over TLS.</summary>
    public int MqttPort { get; }

    /// <summary>The TCP port of HTTPS and WebSockets.</summary>
    public int HttpsPort { get; }

    /// <summary>The ID scope of DPS.</summary>
    public string IdScope => _root.Provisioning.Settings.IdScope;

    /// <summary>The certificate authority to trust, as PEM, without its key.</summary>
    public string CertificateAuthorityPem => _authority.Pem;

    /// <summary>The enrolments of DPS.</summary>
    public EmulatedEnrollments Enrollments { get; }

    /// <summary>The shared access policies of DPS, first of all <c>provisioningserviceowner</c>.</summary>
    public EmulatedPolicies<ProvisioningRights> ProvisioningPolicies { get; }

    /// <summary>How often DPS may be asked, and was.</summary>
    public ProvisioningLimits ProvisioningLimits => _root.ProvisioningLimits;

    /// <summary>The hubs.</summary>
    public EmulatedHubs Hubs { get; }

    /// <summary>The devices and modules of the first hub.</summary>
    public EmulatedDevices Devices => Hubs[0].Devices;

    /// <summary>What the hubs received.</summary>
    public ReceivedMessages Messages => _root.Messages;

    /// <summary>What clients sent, exactly as it came over the wire.</summary>
    public Journal Journal => _root.Journal;

    /// <summary>What goes wrong on demand.</summary>
    public FaultList Faults => _root.Faults;

    /// <summary>
    /// The one clock of tokens, throttles, time stamps and time-outs: that of <see cref="IotEmulatorOptions.TimeProvider"/>, and what
    /// <see cref="Fault.ShiftClock"/> makes of it.
    /// </summary>
    public TimeProvider Time => _root.Time;

    /// <summary>Where the management API is, for tools and other languages; see docs/emulator.md. It answers callers on this machine alone.</summary>
    public Uri ManagementUri => new($"https://{HostName}:{HttpsPort.ToString(CultureInfo.InvariantCulture)}{ManagementApi.Prefix}/");

    /// <summary>What opens the management API, as <c>Authorization: Bearer …</c>: another one in each run. A secret.</summary>
    public string ManagementToken => _root.ManagementToken;

    /// <summary>What answers behind <see cref="ManagementUri"/>, for a way in of another kind.</summary>
    internal ManagementApi Management { get; }

    /// <summary>The certificate that every port shows.</summary>
    internal X509Certificate2 Certificate => _certificate;

    /// <summary>Where it listens, as the host name of DPS and of the first hub resolves.</summary>
    internal IPAddress ListeningAddress { get; }

    /// <summary>How often each registry operation was asked for.</summary>
    public RegistryCounters Counters => _root.Counters;

    /// <summary>Starts an emulator; it serves when the task completes.</summary>
    /// <param name="options">How; the defaults fit a test.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="InvalidOperationException">The environment is <c>Production</c>.</exception>
    /// <exception cref="SeedException">A part of <see cref="IotEmulatorOptions.Seed"/> cannot be.</exception>
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
            if (options.Seed is { } seed)
            {
                await emulator.SeedAsync(seed, cancellationToken).ConfigureAwait(false);
            }

            await emulator._application.StartAsync(cancellationToken).ConfigureAwait(false);
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
    /// <exception cref="ArgumentException">The enrolment is not by symmetric key: give the certificate, or the way to the TPM, instead.</exception>
    public IReadOnlyDictionary<string, string?> SettingsFor(IndividualEnrollment enrollment)
    {
        ArgumentNullException.ThrowIfNull(enrollment);
        return enrollment.PrimaryKey is { } key
            ? EmulatorSettings.Provisioning(this, enrollment.RegistrationId, "SymmetricKey:PrimaryKey", key)
            : throw new ArgumentException($"'{enrollment.RegistrationId}' is not enrolled by symmetric key.", nameof(enrollment));
    }

    /// <summary>The configuration of a device that is enrolled by its TPM.</summary>
    /// <param name="enrollment">The enrolment.</param>
    /// <param name="tcti">How the device reaches its TPM, for example <c>device:/dev/tpmrm0</c>.</param>
    public IReadOnlyDictionary<string, string?> SettingsFor(IndividualEnrollment enrollment, string tcti)
    {
        ArgumentNullException.ThrowIfNull(enrollment);
        ArgumentException.ThrowIfNullOrEmpty(tcti);
        return EmulatorSettings.Provisioning(this, enrollment.RegistrationId, "Tpm:Tcti", tcti);
    }

    /// <summary>The configuration of a device of this group, which has only its own key.</summary>
    /// <param name="group">A group by symmetric key.</param>
    /// <param name="registrationId">The registration id of the device.</param>
    /// <param name="withGroupKey">Whether the device has the key of the whole group instead, and derives its own.</param>
    /// <exception cref="InvalidOperationException">The group is not by symmetric key: give the certificate instead.</exception>
    public IReadOnlyDictionary<string, string?> SettingsFor(EnrollmentGroup group, string registrationId, bool withGroupKey = false)
    {
        ArgumentNullException.ThrowIfNull(group);
        string key = group.DeriveKey(registrationId);
        return withGroupKey
            ? EmulatorSettings.Provisioning(this, registrationId, "EnrollmentGroup:PrimaryKey", group.PrimaryKey)
            : EmulatorSettings.Provisioning(this, registrationId, "SymmetricKey:PrimaryKey", key);
    }

    /// <summary>The configuration of a device with this certificate, individually enrolled or of a group.</summary>
    /// <param name="certificate">The certificate; its common name is the registration id.</param>
    /// <param name="path">A file to write certificate, intermediates and private key into, for the program to read.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public IReadOnlyDictionary<string, string?> SettingsFor(TestCertificate certificate, string path)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return EmulatorSettings.Provisioning(this, certificate.CommonName, "X509:Path", certificate.SaveAsPem(path));
    }

    /// <summary>The configuration of a device that has a connection string of a hub of this emulator, and registers nowhere.</summary>
    /// <param name="deviceConnectionString">See <see cref="EmulatedDevices.AddAsync(string, CancellationToken)"/>.</param>
    public IReadOnlyDictionary<string, string?> SettingsFor(string deviceConnectionString)
    {
        ArgumentNullException.ThrowIfNull(deviceConnectionString);
        return EmulatorSettings.ConnectionString(this, deviceConnectionString, null);
    }

    /// <summary>The configuration of a device that has a connection string with <c>x509=true</c>, and registers nowhere.</summary>
    /// <param name="deviceConnectionString">The connection string.</param>
    /// <param name="certificatePath">The file of the device's certificate.</param>
    public IReadOnlyDictionary<string, string?> SettingsFor(string deviceConnectionString, string certificatePath)
    {
        ArgumentNullException.ThrowIfNull(deviceConnectionString);
        ArgumentException.ThrowIfNullOrEmpty(certificatePath);
        return EmulatorSettings.ConnectionString(this, deviceConnectionString, certificatePath);
    }

    /// <summary>Makes what a seed asks for, as far as it is not there; its hubs must be hubs of the emulator already.</summary>
    /// <exception cref="SeedException">A part of the seed cannot be; what comes before it is made.</exception>
    public Task SeedAsync(EmulatorSeed seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seed);
        return new Seeder(_root, Enrollments, Hubs, seed).RunAsync(cancellationToken);
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
        CancellationToken now = new(canceled: true);
        Faults.Clear();
        await _application.StopAsync(now).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _sockets.CloseRest();
        _mqtt.Dispose();
        _root.Dispose();
        await _store.DisposeAsync().ConfigureAwait(false);
        _certificate.Dispose();
        _authority.Dispose();
    }

    // A name is the caller's to resolve to loopback.
    private static IPAddress Address(string host) =>
        IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address) ? address : IPAddress.Loopback;
}
