using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests;
using ModuleIdentities.EndToEnd.Tests.Connection;
using ModuleIdentities.EndToEnd.Tests.Connection.Faults;

namespace ModuleIdentities.Conformance;

/// <summary>
/// What every engine does, from one source file that each engine's tests compile: with <see cref="EngineBench"/> a project says which engine is meant.
/// </summary>
public sealed class EngineConformanceTests
{
    private const string Device = "line-4";
    private const string Module = "pump";

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-conformance-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Attestations => new(
        from attestation in AttestationCase.Own
        from transport in new[] { "Mqtt", "MqttWebSocket", "Https" }
        select (attestation.Name, transport));

    [Theory]
    [MemberData(nameof(Attestations))]
    public async Task A_device_proves_itself_in_every_way_over_every_transport(string attestation, string transport)
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        IReadOnlyDictionary<string, string?> settings = await AttestationCase.Own.Single(one => one.Name == attestation).Enroll(emulator, _folder);
        ModuleIdentityOptions options = EngineBench.Options(
            emulator, settings, ("Provisioning:Transport", transport), ("Network:Transport", transport == "MqttWebSocket" ? transport : "Mqtt"));

        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);
        await thermostat.SendReadingAsync(21.5, null, Cancellation);

        ReceivedMessage received = await emulator.Messages.FirstAsync(cancellationToken: Cancellation);
        Assert.Equal((Device, "thermostat"), (received.DeviceId, received.ModuleId));
    }

    [Theory]
    [InlineData("Mqtt")]
    [InlineData("MqttWebSocket")]
    [InlineData("Https")]
    public async Task A_registration_tells_custom_allocation_what_it_is_to_know_and_the_device_what_it_answers(string transport)
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        JsonObject? told = null;
        EnrollmentSettings custom = new()
        {
            Allocation = AllocationPolicy.Custom,
            Allocate = (request, _) =>
            {
                told = request.Payload;
                return ValueTask.FromResult(new AllocationAnswer(request.LinkedHubs[0]) { Payload = new JsonObject { ["site"] = "north" } });
            },
        };
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey(Device, settings: custom);
        ModuleIdentityOptions options = EngineBench.Options(
            emulator,
            emulator.SettingsFor(enrollment),
            ("Provisioning:Transport", transport),
            ("Provisioning:Payload", """{"since":"2026-01-01T00:00:00Z"}"""),
            ("Provisioning:ModelId", "dtmi:com:example:Line;1"));

        ModuleIdentity identity = await ModuleProvisioner.ProvisionAsync(options, Module, Cancellation);

        Assert.Equal("""{"site":"north"}""", identity.ProvisioningPayload);
        Assert.Equal("""{"since":"2026-01-01T00:00:00Z","modelId":"dtmi:com:example:Line;1"}""", told?.ToJsonString());
    }

    [Theory]
    [InlineData("Mqtt", "Provisioning:SymmetricKey:PrimaryKey", "d3Jvbmcga2V5IHdyb25nIGtleSB3cm9uZyBrZXk=", ModuleIdentityErrorCode.CredentialRefused)]
    [InlineData("MqttWebSocket", "Provisioning:SymmetricKey:PrimaryKey", "d3Jvbmcga2V5IHdyb25nIGtleSB3cm9uZyBrZXk=", ModuleIdentityErrorCode.CredentialRefused)]
    [InlineData("Https", "Provisioning:SymmetricKey:PrimaryKey", "d3Jvbmcga2V5IHdyb25nIGtleSB3cm9uZyBrZXk=", ModuleIdentityErrorCode.CredentialRefused)]
    [InlineData("Mqtt", "Provisioning:RegistrationId", "unknown", ModuleIdentityErrorCode.EnrollmentNotFound)]
    [InlineData("Https", "Provisioning:RegistrationId", "unknown", ModuleIdentityErrorCode.EnrollmentNotFound)]
    [InlineData("Mqtt", "Provisioning:IdScope", "0ne00FFFFFF", ModuleIdentityErrorCode.CredentialRefused)]
    public async Task A_device_that_the_service_does_not_take_is_told_why(string transport, string key, string value, ModuleIdentityErrorCode code)
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentityOptions options = Enroll(emulator, ("Provisioning:Transport", transport), (key, value));

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => ModuleProvisioner.ProvisionAsync(options, Module, Cancellation));

        Assert.Equal(code, exception.Code);
        Assert.InRange(exception.Status ?? 0, 401, 404);
        Assert.DoesNotContain("d3Jvbmc", exception.ToString(), StringComparison.Ordinal);
        Assert.Empty(emulator.Devices.List());
    }

    [Theory]
    [InlineData("Mqtt")]
    [InlineData("Https")]
    public async Task A_registration_that_ends_badly_says_how(string transport)
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentityOptions options = Enroll(emulator, ("Provisioning:Transport", transport));

        using (emulator.Faults.Add(Fault.FailRegistration(400209)))
        {
            ModuleIdentityException failed = await Assert.ThrowsAsync<ModuleIdentityException>(() => ModuleProvisioner.ProvisionAsync(options, Module, Cancellation));
            Assert.Equal((ModuleIdentityErrorCode.AssignmentFailed, "400209"), (failed.Code, failed.ServiceErrorCode));
        }

        emulator.Enrollments.SetEnabled(Device, false);
        ModuleIdentityException disabled = await Assert.ThrowsAsync<ModuleIdentityException>(() => ModuleProvisioner.ProvisionAsync(options, Module, Cancellation));
        Assert.Equal(ModuleIdentityErrorCode.EnrollmentDisabled, disabled.Code);
    }

    [Theory]
    [InlineData("Mqtt", 500, ModuleIdentityErrorCode.ServiceFailed)]
    [InlineData("MqttWebSocket", 500, ModuleIdentityErrorCode.ServiceFailed)]
    [InlineData("Mqtt", 429, ModuleIdentityErrorCode.Throttled)]
    [InlineData("MqttWebSocket", 429, ModuleIdentityErrorCode.Throttled)]
    public async Task A_registration_that_may_heal_is_made_again_and_its_obstacle_told_when_time_is_up(string transport, int status, ModuleIdentityErrorCode code)
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentityOptions options = Enroll(emulator, ("Provisioning:Transport", transport), ("Provisioning:Timeout", "00:00:05"));
        emulator.Faults.Add(Fault.Refuse(status) with { Operations = EmulatorOperations.Register });

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => ModuleProvisioner.ProvisionAsync(options, Module, Cancellation));

        Assert.Equal((code, status, true), (exception.Code, exception.Status, exception.IsTransient));
        Assert.NotNull(exception.TrackingId);
    }

    [Fact]
    public async Task A_module_that_is_missing_is_made_and_one_that_is_there_is_left_alone()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentityOptions options = await DeviceAsync(emulator);

        ModuleIdentity created = await ModuleProvisioner.ProvisionAsync(options, Module, Cancellation);
        ModuleIdentity existing = await ModuleProvisioner.ProvisionAsync(await DeviceAsync(emulator), Module, Cancellation);

        Assert.Equal((ModuleIdentityOrigin.Created, ModuleIdentityOrigin.Existing), (created.Origin, existing.Origin));
        Assert.Equal((created.KeyFingerprint, created.GenerationId), (existing.KeyFingerprint, existing.GenerationId));
        Assert.NotEqual("", created.GenerationId);

        // With a token that opens this device and no other.
        Assert.All(
            emulator.Journal.Entries.OfType<HttpRequestEntry>(),
            request => Assert.StartsWith(
                $"SharedAccessSignature sr={emulator.HostName}%2Fdevices%2F{Device}&", request.Header("Authorization"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(EmulatorOperations.GetModule, HubErrorCode.IotHubUnauthorizedAccess, ModuleIdentityErrorCode.CredentialRefused)]
    [InlineData(EmulatorOperations.GetModule, HubErrorCode.IotHubQuotaExceeded, ModuleIdentityErrorCode.QuotaExceeded)]
    [InlineData(EmulatorOperations.GetModule, HubErrorCode.ArgumentInvalid, ModuleIdentityErrorCode.RequestRejected)]
    [InlineData(EmulatorOperations.GetModule, HubErrorCode.ThrottlingException, ModuleIdentityErrorCode.Throttled)]
    [InlineData(EmulatorOperations.GetModule, HubErrorCode.ServerError, ModuleIdentityErrorCode.ServiceFailed)]
    [InlineData(EmulatorOperations.GetModule, HubErrorCode.ServiceUnavailable, ModuleIdentityErrorCode.ServiceFailed)]
    [InlineData(EmulatorOperations.GetModule, HubErrorCode.GatewayTimeout, ModuleIdentityErrorCode.ServiceFailed)]
    [InlineData(EmulatorOperations.CreateModule, HubErrorCode.IotHubUnauthorizedAccess, ModuleIdentityErrorCode.CredentialRefused)]
    [InlineData(EmulatorOperations.CreateModule, HubErrorCode.DeviceNotFound, ModuleIdentityErrorCode.DeviceNotFound)]
    [InlineData(EmulatorOperations.CreateModule, HubErrorCode.TooManyModulesOnDevice, ModuleIdentityErrorCode.QuotaExceeded)]
    [InlineData(EmulatorOperations.CreateModule, HubErrorCode.TooManyDevices, ModuleIdentityErrorCode.QuotaExceeded)]
    [InlineData(EmulatorOperations.CreateModule, HubErrorCode.OperationNotAvailableInCurrentTier, ModuleIdentityErrorCode.RequestRejected)]
    [InlineData(EmulatorOperations.CreateModule, HubErrorCode.ThrottlingException, ModuleIdentityErrorCode.Throttled)]
    [InlineData(EmulatorOperations.CreateModule, HubErrorCode.ServerError, ModuleIdentityErrorCode.ServiceFailed)]
    public async Task A_hub_that_refuses_is_told_with_its_code_and_tracking_id(EmulatorOperations operation, HubErrorCode error, ModuleIdentityErrorCode code)
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentityOptions options = await DeviceAsync(emulator, ("Provisioning:Timeout", "00:00:02"));
        emulator.Faults.Add(Fault.Refuse(error) with { Operations = operation });

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => ModuleProvisioner.ProvisionAsync(options, Module, Cancellation));

        bool isTransient = code is ModuleIdentityErrorCode.Throttled or ModuleIdentityErrorCode.ServiceFailed;
        Assert.Equal((code, isTransient), (exception.Code, exception.IsTransient));
        Assert.Equal(Device, exception.DeviceId);
        Assert.Empty(emulator.Devices.ListModules(Device));
        if (EngineBench.TellsStatus(error))
        {
            Assert.Equal((int)error / 1000, exception.Status);
            Assert.NotNull(exception.TrackingId);
            Assert.NotNull(exception.ServiceErrorCode);
        }
    }

    [Fact]
    public async Task A_create_that_comes_second_adopts_what_the_first_has_made()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentityOptions options = await DeviceAsync(emulator);
        ModuleIdentity first = await ModuleProvisioner.ProvisionAsync(await DeviceAsync(emulator), Module, Cancellation);

        // The read says that it is not there: the create meets it.
        emulator.Faults.Add(Fault.Refuse(HubErrorCode.ModuleNotFound) with { Operations = EmulatorOperations.GetModule, Times = 1 });
        ModuleIdentity adopted = await ModuleProvisioner.ProvisionAsync(options, Module, Cancellation);

        Assert.Equal((ModuleIdentityOrigin.Existing, first.KeyFingerprint), (adopted.Origin, adopted.KeyFingerprint));
    }

    [Fact]
    public async Task A_broken_answer_is_an_error_that_quotes_nothing()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentity identity = await ModuleProvisioner.ProvisionAsync(await DeviceAsync(emulator), Module, Cancellation);
        emulator.Faults.Add(Fault.TruncateAnswer() with { Operations = EmulatorOperations.GetModule });

        ModuleIdentityOptions options = await DeviceAsync(emulator);
        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => ModuleProvisioner.ProvisionAsync(options, Module, Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.InvalidAnswer, exception.Code);
        Assert.DoesNotContain(identity.GetConnectionString().Split("SharedAccessKey=")[1][..8], exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_lost_makes_no_second_module()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentityOptions options = await DeviceAsync(emulator);
        using FaultHandle lost = emulator.Faults.Add(Fault.LoseAnswer() with { Operations = EmulatorOperations.CreateModule, Times = 1 });

        ModuleIdentity identity = await ModuleProvisioner.ProvisionAsync(options, Module, Cancellation);

        Assert.Equal(1, lost.Hits);
        Assert.Equal(identity.KeyFingerprint, Assert.Single(emulator.Devices.ListModules(Device)).KeyFingerprint);
    }

    [Fact]
    public async Task Modules_are_listed_found_and_deleted()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentityOptions options = await DeviceAsync(emulator);
        IReadOnlyList<ModuleIdentity> made = await ModuleProvisioner.ProvisionAsync(options, ["a", "b", "c"], Cancellation);

        IReadOnlyList<RegisteredModule> listed = await ModuleProvisioner.ListAsync(options, Cancellation);
        Assert.Equal(made.Select(one => (one.ModuleId, one.KeyFingerprint, one.GenerationId)), listed.Select(one => (one.ModuleId, one.PrimaryFingerprint!, one.GenerationId)));
        Assert.All(listed, one => Assert.Equal(("sas", false, null), (one.Authentication, one.IsConnected, one.LastActivity)));

        Assert.Equal(listed[1], await ModuleProvisioner.FindAsync(options, "b", Cancellation));
        Assert.True(await ModuleProvisioner.DeleteAsync(options, "b", Cancellation));
        Assert.False(await ModuleProvisioner.DeleteAsync(options, "b", Cancellation));
        Assert.Null(await ModuleProvisioner.FindAsync(options, "b", Cancellation));
        Assert.Equal(["a", "c"], emulator.Devices.ListModules(Device).Select(module => module.ModuleId).Order());
    }

    [Fact]
    public async Task Messages_arrive_in_order_with_what_belongs_to_them()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(await DeviceAsync(emulator), Cancellation);
        MessageProperties properties = MessageProperties.Of("motor").With("alarm", "zu heiß & laut").With("empty", "");

        await Task.WhenAll(Enumerable.Range(0, 300).Select(number => pump.SendAsync(number, Cancellation)));
        await pump.ModuleClient.SendTelemetryAsync(300, static (writer, value) => writer.WriteNumber("number"u8, value), properties, Cancellation);

        Assert.Equal(Enumerable.Range(0, 301), Pump.ArrivalsAt(emulator).Select(arrival => arrival.Number));
        ReceivedMessage last = emulator.Messages.Snapshot()[^1];
        Assert.Equal("""{"number":300}""", Encoding.UTF8.GetString(last.Body.Span));
        Assert.Equal((Device, Module), (last.DeviceId, last.ModuleId));
        Assert.Equal(("application/json", "utf-8"), (last.SystemProperties["content-type"], last.SystemProperties["content-encoding"]));
        Assert.Equal("motor", last.SystemProperties["dt-subject"]);
        Assert.Equal(("zu heiß & laut", ""), (last.Properties["alarm"], last.Properties["empty"]));
    }

    [Fact]
    public async Task Desired_properties_are_told_and_acknowledged_before_and_after_the_connection_is_there()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentityOptions options = await DeviceAsync(emulator);
        await ModuleProvisioner.ProvisionAsync(options, Module, Cancellation);
        EmulatedTwin twin = emulator.Devices[Device, Module].Twin;
        TwinSnapshot before = await twin.UpdateDesiredAsync("""{"speed":2.5,"motor":{"limit":7},"mode":"2026-01-01T00:00:00+01:00"}""", Cancellation);

        await using Pump pump = await Pump.ConnectAsync(options, Cancellation);
        TwinSnapshot first = await twin.WaitForReportedAsync(r => r["motor"]?["limit"] is not null && r["speed"] is not null && r["mode"] is not null, Cancellation);
        Assert.Equal((2.5, before.DesiredVersion, 200), ((double)first.Reported["speed"]!["value"]!, (long)first.Reported["speed"]!["av"]!, (int)first.Reported["speed"]!["ac"]!));

        // A text that looks like a time stays as it is written.
        Assert.Equal("2026-01-01T00:00:00+01:00", (string?)first.Reported["mode"]!["value"]);
        TwinSnapshot after = await twin.UpdateDesiredAsync("""{"speed":3.25,"mode":null}""", Cancellation);
        await twin.WaitForReportedAsync(r => (long?)r["speed"]!["av"] == after.DesiredVersion && (long?)r["mode"]?["av"] == after.DesiredVersion, Cancellation);

        Assert.Equal(
            [("limit", (object?)7), ("mode", null), ("mode", "2026-01-01T00:00:00+01:00"), ("speed", 2.5), ("speed", 3.25)],
            pump.Told.Select(told => (told.Name, told.Value)).OrderBy(told => $"{told.Name}{told.Value}", StringComparer.Ordinal));
        Assert.Equal("dtmi:com:example:Pump;1", after.ModelId);
    }

    [Fact]
    public async Task A_storm_of_changes_ends_with_the_last_values()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(await DeviceAsync(emulator), Cancellation);
        EmulatedTwin twin = emulator.Devices[Device, Module].Twin;

        TwinSnapshot last = null!;
        for (int speed = 1; speed <= 50; speed++)
        {
            last = await twin.UpdateDesiredAsync($$"""{"speed":{{speed}}}""", Cancellation);
        }

        TwinSnapshot reported = await twin.WaitForReportedAsync(r => (long?)r["speed"]?["av"] == last.DesiredVersion, Cancellation);
        Assert.Equal(50, (double)reported.Reported["speed"]!["value"]!);
        Assert.Equal(50.0, pump.Told.Last().Value);
        Assert.Equal(pump.Told.Select(told => told.Version).Order(), pump.Told.Select(told => told.Version));
    }

    [Fact]
    public async Task Reported_properties_are_taken_and_the_twin_is_read()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(await DeviceAsync(emulator), Cancellation);

        await pump.ReportAsync("hours", 7, cancellationToken: Cancellation);
        await pump.ReportAsync("turns", 3, "motor", Cancellation);
        ModuleTwin twin = await pump.ModuleClient.GetTwinAsync(Cancellation);

        JsonObject reported = emulator.Devices[Device, Module].Twin.Get().Reported;
        Assert.Equal((7, 3), ((int)reported["hours"]!, (int)reported["motor"]!["turns"]!));
        Assert.Equal((7, 1L), (twin.Reported.GetProperty("hours").GetInt32(), twin.DesiredVersion));
        Assert.Equal(2, twin.ReportedVersion - 1);
    }

    [Fact]
    public async Task A_twin_that_is_refused_says_so_and_one_that_is_throttled_is_asked_again()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(await DeviceAsync(emulator), Cancellation);

        using (emulator.Faults.Add(Fault.Refuse(HubErrorCode.ArgumentInvalid) with { Operations = EmulatorOperations.UpdateTwin }))
        {
            ModuleIdentityException refused = await Assert.ThrowsAsync<ModuleIdentityException>(() => pump.ReportAsync("hours", 1, cancellationToken: Cancellation));
            Assert.Equal((ModuleIdentityErrorCode.RequestRejected, 400), (refused.Code, refused.Status));
        }

        using FaultHandle failing = emulator.Faults.Add(Fault.Refuse(500) with { Operations = EmulatorOperations.UpdateTwin, Times = 1 });
        await pump.ReportAsync("hours", 2, cancellationToken: Cancellation);

        Assert.Equal(1, failing.Hits);
        Assert.Equal(2, (int)emulator.Devices[Device, Module].Twin.Get().Reported["hours"]!);
    }

    [Theory]
    [InlineData("echo", "7", 200, "\"heard 7\"")]
    [InlineData("motor*start", "8", 200, "\"heard 8\"")]
    [InlineData("echo", "\"seven\"", 400, """{"message":"The payload is not what 'echo' takes, at $."}""")]
    [InlineData("stop", "1", 501, """{"message":"The module has no direct method 'stop'."}""")]
    [InlineData("echo", "409", 409, """{"message":"not now"}""")]
    [InlineData("echo", "500", 500, """{"message":"The method failed; the module's log says why."}""")]
    [InlineData("echo", "131072", 500, """{"message":"The answer has 131074 bytes; a direct method answers at most 131072."}""")]
    public async Task A_call_is_led_to_its_method_and_its_result_or_failure_back(string name, string payload, int status, string expected)
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(await DeviceAsync(emulator), Cancellation);
        pump.Echo = (request, _) => request switch
        {
            409 => throw new DirectMethodException(409, "not now"),
            500 => throw new InvalidOperationException("the pump's own secret"),
            131072 => Task.FromResult(MethodResponse.Ok(new string('x', request))),
            _ => Task.FromResult(MethodResponse.Ok($"heard {request}")),
        };

        DirectMethodResult result = await emulator.Devices[Device, Module].InvokeMethodAsync(name, payload, cancellationToken: Cancellation);

        Assert.Equal(status, result.Status);
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), result.Payload?.ToJsonString());
    }

    [Fact]
    public async Task A_long_call_holds_up_neither_other_calls_nor_changes_nor_messages()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(await DeviceAsync(emulator), Cancellation);
        StateWatch states = new(pump.ModuleClient);
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        pump.Echo = async (request, token) =>
        {
            if (request == 1)
            {
                started.SetResult();
                await go.Task.WaitAsync(token);
            }

            return MethodResponse.Ok($"heard {request}");
        };
        EmulatedModule module = emulator.Devices[Device, Module];

        Task<DirectMethodResult> slow = module.InvokeMethodAsync("echo", "1", cancellationToken: Cancellation);
        await started.Task.WaitAsync(Cancellation);
        DirectMethodResult quick = await module.InvokeMethodAsync("echo", "2", cancellationToken: Cancellation);
        await module.Twin.UpdateDesiredAsync("""{"speed":1}""", Cancellation);
        await module.Twin.WaitForReportedAsync(r => r["speed"] is not null, Cancellation);
        await pump.SendAsync(1, Cancellation);
        go.SetResult();

        Assert.Equal(("heard 2", "heard 1"), ((string?)quick.Payload, (string?)(await slow).Payload));
        Assert.Empty(states.Changes);
    }

    [Fact]
    public async Task Links_that_drop_lose_no_message_and_keep_their_order()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(await DeviceAsync(emulator, ("Telemetry:Window", "5")), Cancellation);
        using FaultHandle fault = emulator.Faults.Add(Fault.DropLink(afterPackets: 20) with { ModuleId = Module, Times = 3, Probability = 0.2, Seed = 7 });

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => pump.SendAsync(number, Cancellation)));

        Assert.Equal(3, fault.Hits);
        Assert.Equal(Enumerable.Range(0, 200), Pump.NumbersOf(emulator));
    }

    [Fact]
    public async Task Whatever_the_module_hears_it_hears_again_after_a_link_that_dropped()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(await DeviceAsync(emulator), Cancellation);
        EmulatedModule module = emulator.Devices[Device, Module];
        StateWatch states = new(pump.ModuleClient);
        Task<ConnectionStateChange> lost = states.NextAsync(ConnectionState.Backoff);
        Task<ConnectionStateChange> back = states.NextAsync(ConnectionState.Connected);

        emulator.Faults.Add(Fault.DropLink() with { ModuleId = Module, Times = 1 });
        Task sent = pump.SendAsync(1, Cancellation);
        Assert.Equal(ConnectionChangeReason.LinkFailed, (await lost.WaitAsync(Cancellation)).Reason);
        TwinSnapshot desired = await module.Twin.UpdateDesiredAsync("""{"speed":9}""", Cancellation);
        await back.WaitAsync(Cancellation);
        await sent;

        await module.Twin.WaitForReportedAsync(r => (long?)r["speed"]?["av"] == desired.DesiredVersion, Cancellation);
        DirectMethodResult result = await module.InvokeMethodAsync("echo", "3", cancellationToken: Cancellation);
        Assert.Equal("heard 3", (string?)result.Payload);
    }

    [Theory]
    [InlineData(3, ConnectionState.Backoff, ConnectionChangeReason.Throttled)]
    [InlineData(4, ConnectionState.Refused, ConnectionChangeReason.Refused)]
    [InlineData(5, ConnectionState.Refused, ConnectionChangeReason.Refused)]
    [InlineData(2, ConnectionState.Refused, ConnectionChangeReason.Refused)]
    [InlineData(1, ConnectionState.Refused, ConnectionChangeReason.Refused)]
    [FaultKind(nameof(Fault.RefuseConnect))]
    public async Task A_refusal_has_its_own_state_and_ends_when_the_hub_takes_the_module_again(int code, ConnectionState state, ConnectionChangeReason reason)
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentityOptions options = await DeviceAsync(emulator, [.. VirtualTime.Patience]);
        FakeTimeProvider clock = VirtualTime.Begin();
        await using Pump pump = await clock.ConnectAsync(options, Cancellation);
        StateWatch states = new(pump.ModuleClient);
        Task<ConnectionStateChange> told = states.NextAsync(change => change.Reason == reason);
        FaultHandle refusal = emulator.Faults.Add(Fault.RefuseConnect(code) with { ModuleId = Module });
        emulator.Faults.Add(Fault.DropLink() with { ModuleId = Module, Times = 1 });
        Task send = pump.SendAsync(1, Cancellation);

        await clock.PassUntilAsync(told, TimeSpan.FromSeconds(1), Cancellation);
        Assert.Equal(state, (await told).Current);
        Assert.False(send.IsCompleted);
        refusal.Dispose();
        await clock.PassUntilAsync(send, TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal([1], Pump.NumbersOf(emulator));
    }

    [Theory]
    [InlineData("HubKey")]
    [InlineData("DeviceKey")]
    [InlineData("Certificate")]
    public async Task The_device_rolls_the_secrets_of_its_module_under_load(string kind)
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(await DeviceAsync(emulator, ("Keys:Kind", kind)), Cancellation);
        string before = thermostat.Identity.KeyFingerprint;
        await using Load load = Load.Start(thermostat, Cancellation);
        await load.SentAsync(10, Cancellation);

        ModuleIdentity rolled = await thermostat.ModuleClient.RotateKeysAsync(Cancellation);
        await load.SentAsync(10, Cancellation);

        await load.AssertNothingIsLostAsync(emulator);
        Assert.NotEqual(before, rolled.KeyFingerprint);
        Assert.Equal(rolled.KeyFingerprint, (await ModuleProvisioner.FindAsync(await DeviceAsync(emulator), "thermostat", Cancellation))?.PrimaryFingerprint);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Keys_that_somebody_rolls_at_the_hub_are_found(bool primary, bool secondary)
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(await DeviceAsync(emulator), Cancellation);
        string before = thermostat.Identity.KeyFingerprint;
        using ServiceSide hub = new(emulator);

        await hub.ReplaceKeysAsync(Device, "thermostat", primary, secondary, Cancellation);
        using FaultHandle drop = emulator.Faults.Add(Fault.DropLink() with { DeviceId = Device, ModuleId = "thermostat", Times = 1 });
        await thermostat.SendReadingAsync(1, null, Cancellation);
        await thermostat.SendReadingAsync(2, null, Cancellation);

        Assert.Equal(1, drop.Hits);
        Assert.NotEqual(before, thermostat.Identity.KeyFingerprint);
        Assert.Equal(ConnectionState.Connected, thermostat.ModuleClient.State);
    }

    [Fact]
    public async Task A_rolled_key_that_somebody_else_rolls_too_is_a_conflict_that_leaves_a_key_that_works()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentityOptions options = await DeviceAsync(emulator);
        await ModuleProvisioner.ProvisionAsync(options, Module, Cancellation);
        emulator.Faults.Add(Fault.Refuse(HubErrorCode.PreconditionFailed) with { Operations = EmulatorOperations.UpdateModule });

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => ModuleProvisioner.RotateKeysAsync(options, Module, Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.Conflict, exception.Code);
        Assert.Equal(
            (await ModuleProvisioner.ProvisionAsync(options, Module, Cancellation)).KeyFingerprint, Assert.Single(emulator.Devices.ListModules(Device)).KeyFingerprint);
    }

    [Fact]
    public async Task A_module_that_is_disposed_says_goodbye_to_its_hub()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        ModuleIdentityOptions options = await DeviceAsync(emulator, ("Provisioning:RegistryOperationsPerMinute", "10000"));
        Pump pump = await Pump.ConnectAsync(options, Cancellation);
        Assert.True(emulator.Devices[Device, Module].IsConnected);

        await pump.DisposeAsync();

        // The hub hears it a moment later, and never again otherwise.
        while ((await ModuleProvisioner.FindAsync(options, Module, Cancellation))?.IsConnected != false)
        {
            Cancellation.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task A_hub_that_nobody_trusts_is_not_spoken_to()
    {
        await using IotEmulator emulator = await EngineBench.StartUntrustedAsync(Cancellation);
        string device = await emulator.Devices.AddAsync(Device, Cancellation);
        IReadOnlyDictionary<string, string?> settings = emulator.SettingsFor(device).Where(setting => !setting.Key.Contains("TrustedRoot", StringComparison.Ordinal)).ToDictionary();

        ModuleIdentityException registry = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => ModuleProvisioner.ProvisionAsync(EngineBench.Options(emulator, settings), Module, Cancellation));
        settings = new Dictionary<string, string?>(settings) { ["ModuleIdentities:Provisioning:ConnectionString"] = await emulator.Devices.AddModuleAsync(Device, Module, Cancellation) };
        ModuleIdentityException hub = await Assert.ThrowsAsync<ModuleIdentityException>(() => Pump.ConnectAsync(EngineBench.Options(emulator, settings), Cancellation));

        Assert.Equal((ModuleIdentityErrorCode.ServerNotTrusted, ModuleIdentityErrorCode.ServerNotTrusted), (registry.Code, hub.Code));
        Assert.Empty(emulator.Journal.Entries);
    }

    private static ModuleIdentityOptions Enroll(IotEmulator emulator, params (string Key, string Value)[] settings) =>
        EngineBench.Options(emulator, emulator.SettingsFor(emulator.Enrollments.AddSymmetricKey(Device)), settings);

    /// <summary>The options of a device that registers nowhere.</summary>
    private static async Task<ModuleIdentityOptions> DeviceAsync(IotEmulator emulator, params (string Key, string Value)[] settings) => EngineBench.Options(
        emulator,
        emulator.SettingsFor(emulator.Devices.List().Contains(Device) ? emulator.Devices.ConnectionString(Device) : await emulator.Devices.AddAsync(Device, Cancellation)),
        settings);
}
