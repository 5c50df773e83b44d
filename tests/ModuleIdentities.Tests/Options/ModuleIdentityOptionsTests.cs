using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Options;

public sealed class ModuleIdentityOptionsTests
{
    [Fact]
    public void Binds_the_whole_section()
    {
        ModuleIdentityOptions options = Read(
            ("Provisioning:IdScope", "0ne00ABCDEF"),
            ("Provisioning:RegistrationId", "line-4"),
            ("Provisioning:SymmetricKey:PrimaryKey", Keys.Counting),
            ("Provisioning:Transport", "Https"),
            ("Provisioning:Timeout", "00:00:10"),
            ("Network:MqttPort", "1"),
            ("Network:HttpsPort", "65535"),
            ("Network:OperationTimeout", "00:00:05"));

        Assert.Equal("global.azure-devices-provisioning.net", options.Provisioning.GlobalEndpoint);
        Assert.Equal("0ne00ABCDEF", options.Provisioning.IdScope);
        Assert.Equal("line-4", options.Provisioning.RegistrationId);
        Assert.Equal(Keys.Counting, options.Provisioning.SymmetricKey.PrimaryKey);
        Assert.Equal(ProvisioningTransport.Https, options.Provisioning.Transport);
        Assert.Equal(TimeSpan.FromSeconds(10), options.Provisioning.Timeout);
        Assert.Equal(1, options.Network.MqttPort);
        Assert.Equal(65535, options.Network.HttpsPort);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Network.OperationTimeout);
    }

    [Fact]
    public void Names_every_fault_at_once_and_shows_no_key()
    {
        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(() => Read(
            ("Provisioning:IdScope", "0ne/00"),
            ("Provisioning:RegistrationId", "line 4"),
            ("Provisioning:SymmetricKey:PrimaryKey", "c2VjcmV0"),
            ("Provisioning:GlobalEndpoint", "https://global"),
            ("Provisioning:Timeout", "00:00:00"),
            ("Network:MqttPort", "0"),
            ("Network:HttpsPort", "70000"),
            ("Network:OperationTimeout", "-00:00:01"),
            ("Network:TrustedRootPath", "does-not-exist.pem")));

        Assert.Equal(9, exception.Failures.Count());
        Assert.All(exception.Failures, failure => Assert.StartsWith("ModuleIdentities:", failure, StringComparison.Ordinal));
        Assert.DoesNotContain("c2VjcmV0", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Provisioning:LocalProvisioner:Socket", "/run/moduleid/moduleid.sock")]
    [InlineData("Provisioning:IdentityService:Directory", "/run/aziot")]
    public void Whoever_has_its_modules_from_another_process_has_no_credential_of_the_device(string path, string value)
    {
        Assert.NotNull(Read((path, value)));

        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(() => Read(
            (path, value), ("Provisioning:IdScope", "0ne00ABCDEF"), ("Provisioning:SymmetricKey:PrimaryKey", Keys.Counting), ("Provisioning:ReprovisionMethod", "move")));

        Assert.Equal(["Provisioning:IdScope", "Provisioning:ReprovisionMethod", "Provisioning:SymmetricKey"], exception.Failures.Select(fault => fault.Split(" together with ")[1].Split(';')[0]).Order());
        Assert.All(exception.Failures, fault => Assert.StartsWith($"ModuleIdentities:{path} is set together with ", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_environment_of_IoT_Edge_lacks_is_named_all_at_once()
    {
        Assert.NotNull(ReadEdge());

        OptionsValidationException missing = Assert.Throws<OptionsValidationException>(
            () => ReadEdge(("IOTEDGE_DEVICEID", null), ("IOTEDGE_MODULEGENERATIONID", ""), ("IOTEDGE_WORKLOADURI", "tcp://host:1"), ("IOTEDGE_AUTHSCHEME", "x509")));
        OptionsValidationException elsewhere = Assert.Throws<OptionsValidationException>(() => Read(("Provisioning:IotEdge:Enabled", "true")));

        Assert.Equal(
            [
                "ModuleIdentities:Provisioning:IotEdge:Enabled is true, but IOTEDGE_AUTHSCHEME is 'x509'; only sasToken is known. See docs/configuration.md.",
                "ModuleIdentities:Provisioning:IotEdge:Enabled is true, but IOTEDGE_WORKLOADURI is 'tcp://host:1', which is no address that begins with unix:// or http://. See docs/configuration.md.",
                "ModuleIdentities:Provisioning:IotEdge:Enabled is true, but the environment has no IOTEDGE_DEVICEID, which IoT Edge gives each module. See docs/configuration.md.",
                "ModuleIdentities:Provisioning:IotEdge:Enabled is true, but the environment has no IOTEDGE_MODULEGENERATIONID, which IoT Edge gives each module. See docs/configuration.md.",
            ],
            missing.Failures.Order(StringComparer.Ordinal));
        Assert.Equal(6, elsewhere.Failures.Count());
    }

    [Fact]
    public void Whoever_is_in_a_container_of_IoT_Edge_and_has_said_nothing_is_told_how_to_say_it()
    {
        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(
            () => ReadEdge(("ModuleIdentities:Provisioning:IotEdge:Enabled", "false")));

        Assert.Contains("set Provisioning:IotEdge:Enabled to true", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_the_wrong_type_are_named_with_all_other_faults()
    {
        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(() => Read(
            ("Provisioning:IdScope", "0ne/00"),
            ("Provisioning:RegistrationId", "line-4"),
            ("Provisioning:SymmetricKey:PrimaryKey", Keys.Counting),
            ("Provisioning:Timeout", "soon"),
            ("Provisioning:Transport", "Amqp"),
            ("Network:MqttPort", "many"),
            ("Telemetry:QueueBytes", "64 MB"),
            ("UseEmulator", "perhaps")));

        Assert.Equal(
            [
                "ModuleIdentities:Network:MqttPort is 'many'; it must be a whole number. See docs/configuration.md.",
                "ModuleIdentities:Provisioning:IdScope is '0ne/00'; an ID scope has only letters and digits. See docs/configuration.md.",
                "ModuleIdentities:Provisioning:Timeout is 'soon'; it must be a time span such as 00:00:30. See docs/configuration.md.",
                "ModuleIdentities:Provisioning:Transport is 'Amqp'; it must be one of Mqtt, MqttWebSocket, Https. See docs/configuration.md.",
                "ModuleIdentities:Telemetry:QueueBytes is '64 MB'; it must be a whole number. See docs/configuration.md.",
                "ModuleIdentities:UseEmulator is 'perhaps'; it must be true or false. See docs/configuration.md.",
            ],
            exception.Failures.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_address_of_a_proxy_that_cannot_be_read_is_named_without_its_password()
    {
        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(() => Read(
            ("Provisioning:ConnectionString", $"HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={Keys.Counting}"),
            ("Network:Proxy", "http://user:pass-word@proxy:notaport")));

        Assert.Equal("ModuleIdentities:Network:Proxy must be an address. See docs/configuration.md.", Assert.Single(exception.Failures));
    }

    [Fact]
    public void Every_option_that_is_no_text_is_looked_at() => Assert.Equal(
        OptionPaths.All.Where(option => option.Type != typeof(string)).Select(option => option.Path).Order(), UnreadableValues.Paths.Order());

    [Fact]
    public void An_empty_value_is_none()
    {
        ModuleIdentityOptions options = new();
        ModuleIdentityOptionsBinder.Bind(
            new ConfigurationBuilder().AddInMemoryCollection(UnreadableValues.Paths.Select(path => KeyValuePair.Create($"ModuleIdentities:{path}", (string?)""))).Build(),
            options);

        Assert.Equal((8883, TimeSpan.FromMinutes(2), (TimeSpan?)null), (options.Network.MqttPort, options.Provisioning.Timeout, options.Keys.RotationInterval));
    }

    [Fact]
    public void An_empty_section_says_what_is_missing() => Assert.Equal(
        ["ModuleIdentities:Provisioning:IdScope", "ModuleIdentities:Provisioning:RegistrationId", "ModuleIdentities:Provisioning:SymmetricKey:PrimaryKey"],
        Assert.Throws<OptionsValidationException>(() => Read()).Failures.Select(failure => failure[..failure.IndexOf(' ', StringComparison.Ordinal)]));

    [Fact]
    public void UseEmulator_without_an_emulator_says_how_to_start_one() => Assert.Contains(
        "IotEmulator.StartWhenConfiguredAsync",
        Assert.Throws<OptionsValidationException>(() => Read(("UseEmulator", "true"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void The_official_engine_that_was_not_added_says_how_to_add_it()
    {
        (string, string)[] settings =
        [
            ("Engine", "AzureSdk"), ("Provisioning:ConnectionString", $"HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={Keys.Counting}"),
        ];

        // The program may still add it; only its absence at the first use is a fault.
        ModuleIdentityOptions options = Read(settings);
        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(() => options.Session);

        Assert.Equal(
            "ModuleIdentities:Engine is AzureSdk, but that engine is not there: reference the package ModuleIdentities.AzureSdk and call AddAzureSdkEngine() or "
                + "UseAzureSdkEngine(). See docs/configuration.md.",
            Assert.Single(exception.Failures));
    }

    [Theory]
    [InlineData(null, false, false)]
    [InlineData(null, true, true)]
    [InlineData("Native", true, false)]
    [InlineData("AzureSdk", true, true)]
    public void The_configuration_decides_between_engines_and_else_the_program(string? configured, bool isAdded, bool isOfficial)
    {
        ModuleIdentityOptions options = Read(
            ("Engine", configured ?? ""), ("Provisioning:ConnectionString", $"HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={Keys.Counting}"));
        IEngine official = new OtherEngine();
        options.AzureSdkEngine = isAdded ? official : null;

        Assert.Same(isOfficial ? official : NativeEngine.Instance, options.UsedEngine);
    }

    [Fact]
    public void What_an_engine_cannot_do_is_told_with_everything_else()
    {
        ModuleIdentityOptions options = new() { AzureSdkEngine = new OtherEngine() };
        options.Provisioning.ConnectionString = $"HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={Keys.Counting}";

        Assert.Equal(
            "ModuleIdentities:Network:MqttPort is not its. See docs/configuration.md.",
            Assert.Single(Assert.Throws<OptionsValidationException>(() => options.Session).Failures));
    }

    [Fact]
    public void A_connection_string_of_the_hub_is_refused_with_the_reason()
    {
        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(() => Read(
            ("Provisioning:ConnectionString", $"HostName=h.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey={Keys.Counting}")));

        Assert.Contains("must never be on a device", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Keys.Counting, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_sources_at_once_are_refused() => Assert.Contains(
        "set one of the two",
        Assert.Throws<OptionsValidationException>(() => Read(
            ("Provisioning:IdScope", "0ne00ABCDEF"),
            ("Provisioning:ConnectionString", $"HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={Keys.Counting}"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Requests_to_register_again_need_names_and_a_service_to_register_with()
    {
        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(() => Read(
            ("Provisioning:ConnectionString", $"HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={Keys.Counting}"),
            ("Provisioning:ReprovisionMethod", "a/b"),
            ("Provisioning:ReprovisionProperty", "a.b")));

        Assert.Equal(3, exception.Failures.Count());
        Assert.Contains("no Device Provisioning Service", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_that_is_no_PEM_is_refused() => Assert.Contains(
        "TrustedRoot",
        Assert.Throws<OptionsValidationException>(() => Read(
            ("Provisioning:ConnectionString", $"HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={Keys.Counting}"),
            ("Network:TrustedRootPem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"))).Message,
        StringComparison.Ordinal);

    private static ModuleIdentityOptions Read(params (string Key, string Value)[] settings) => ModuleIdentityOptions.FromConfiguration(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"ModuleIdentities:{s.Key}", (string?)s.Value)))
            .Build());

    /// <summary>Reads the options of a container of IoT Edge, with changes; a null takes a variable away.</summary>
    private static ModuleIdentityOptions ReadEdge(params (string Key, string? Value)[] changes) => ModuleIdentityOptions.FromConfiguration(
        new ConfigurationBuilder()
            .AddInMemoryCollection(
            [
                new("ModuleIdentities:Provisioning:IotEdge:Enabled", "true"),
                new("IOTEDGE_WORKLOADURI", "unix:///var/run/iotedge/workload.sock"),
                new("IOTEDGE_IOTHUBHOSTNAME", "contoso.azure-devices.net"),
                new("IOTEDGE_DEVICEID", "line-4"),
                new("IOTEDGE_MODULEID", "pump"),
                new("IOTEDGE_MODULEGENERATIONID", "638"),
                new("IOTEDGE_AUTHSCHEME", "sasToken"),
            ])
            .AddInMemoryCollection(changes.Select(change => KeyValuePair.Create(change.Key, change.Value)))
            .Build());

    private sealed class OtherEngine : IEngine
    {
        public IEnumerable<(string Path, string Fault)> Check(ModuleIdentityOptions options) => [("Network:MqttPort", "is not its")];

        public IDpsTransport OpenProvisioning(DpsEnrollment enrollment, ModuleIdentityOptions options) => throw new NotSupportedException();

        public IRegistryTransport OpenRegistry(DeviceAssignment device, ModuleIdentityOptions options) => throw new NotSupportedException();

        public Task<HubLink> ConnectAsync(LinkRequest request, ModuleIdentityOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
