using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Canary;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Registry;

public sealed class ModuleDirectoryTests
{
    private const string Module = $$$$"""
        {"moduleId":"thermostat","deviceId":"line-4","generationId":"638","etag":"x","managedBy":null,
         "authentication":{"type":"sas","symmetricKey":{"primaryKey":"{{{{Keys.Module}}}}","secondaryKey":"{{{{Keys.Counting}}}}"}}}
        """;

    private static readonly (string, string) ModuleNotFound = ("iothub-errorcode", "ModuleNotFound");

    [Fact]
    public async Task An_existing_module_is_read_and_left_alone()
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        hub.Answers(200, Module);

        ModuleIdentity identity = await GetOrCreateAsync(hub);

        Assert.Equal(ModuleIdentityOrigin.Existing, identity.Origin);
        Assert.Equal("638", identity.GenerationId);
        Assert.Equal($"HostName=127.0.0.1;DeviceId=line-4;ModuleId=thermostat;SharedAccessKey={Keys.Module}", identity.GetConnectionString());
        Assert.Equal("line-4/thermostat on 127.0.0.1", identity.ToString());
        Assert.Equal(["GET"], hub.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task A_404_leads_to_a_create_that_cannot_overwrite()
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        hub.Answers(404, """{"Message":"ErrorCode:ModuleNotFound;…"}""", ModuleNotFound).Answers(200, Module);

        ModuleIdentity identity = await GetOrCreateAsync(hub);

        Assert.Equal(ModuleIdentityOrigin.Created, identity.Origin);
        ScriptedRequest create = hub.Requests.Last();
        Assert.Equal("PUT", create.Method);
        Assert.Equal("""{"deviceId":"line-4","moduleId":"thermostat"}""", create.Body);
        Assert.False(create.Headers.ContainsKey("If-Match"));
    }

    [Fact]
    public async Task Get_or_create_adopts_the_existing_module_when_the_create_conflicts()
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        hub.Answers(404, "", ModuleNotFound).Answers(409, """{"errorCode":409301}""").Answers(200, Module);

        ModuleIdentity identity = await GetOrCreateAsync(hub);

        Assert.Equal(ModuleIdentityOrigin.Existing, identity.Origin);
        Assert.Equal(["GET", "PUT", "GET"], hub.Requests.Select(r => r.Method));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Please log in to the guest network</html>")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"moduleId":"thermostat","deviceId":"line-4","authentication":{"symmetricKey":{"primaryKey":"EBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8=",""")]
    [InlineData("""{"moduleId":"other","deviceId":"line-4","authentication":{"symmetricKey":{"primaryKey":"EBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8="}}}""")]
    [InlineData("""{"moduleId":"thermostat","deviceId":"line-4","authentication":{"type":"selfSigned"}}""")]
    public async Task Garbage_with_status_200_is_an_error_that_quotes_nothing(string body)
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        hub.Answers(200, body);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => GetOrCreateAsync(hub));

        Assert.Equal(ModuleIdentityErrorCode.InvalidAnswer, exception.Code);
        Assert.DoesNotContain(Keys.Module, exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("guest", exception.ToString(), StringComparison.Ordinal);
        Assert.Equal(["GET"], hub.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task A_module_that_a_part_of_the_hub_has_not_heard_of_yet_is_asked_for_again()
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        hub.Answers(404, "", ModuleNotFound).Answers(409, """{"errorCode":409301}""").Answers(404, "", ModuleNotFound).Answers(200, Module);

        ModuleIdentity identity = await GetOrCreateAsync(hub);

        Assert.Equal(ModuleIdentityOrigin.Existing, identity.Origin);
        Assert.Equal(["GET", "PUT", "GET", "GET"], hub.Requests.Select(r => r.Method));
    }

    [Theory]
    [InlineData("IotHubFailingOver")]
    [InlineData("DeviceNotFound")]
    public async Task A_404_for_another_reason_leads_to_no_create(string errorName)
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        hub.Answers(404, "", ("iothub-errorcode", errorName));
        using Impatience impatience = new();
        using ModuleRegistry registry = NativeRegistry.Open(Device("line-4"), hub.Network, impatience.Retry, TimeProvider.System);
        ModuleDirectory directory = new(registry, new SecretMaker(ModuleKeyKind.HubKey, null, TimeProvider.System), TimeProvider.System, CanaryLogger.Instance);

        await Assert.ThrowsAsync<ModuleIdentityException>(() => impatience.RunAsync(token => directory.GetOrCreateAsync("thermostat", null, false, token)));

        Assert.Equal(["GET"], hub.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task Keys_that_the_device_makes_are_its_keys_although_the_hub_does_not_show_them()
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        hub.Answers(404, "", ModuleNotFound).Answers(200, """{"moduleId":"thermostat","deviceId":"line-4","generationId":"1","authentication":{"type":"sas"}}""");

        ModuleIdentity identity = await GetOrCreateAsync(hub, ModuleKeyKind.DeviceKey);

        string key = identity.GetConnectionString().Split("SharedAccessKey=")[1];
        Assert.Contains($"\"primaryKey\":{System.Text.Json.JsonSerializer.Serialize(key)}", hub.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_whose_secret_is_lost_learns_another_and_keeps_what_else_it_has()
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        const string Bare = """
            {"moduleId":"thermostat","deviceId":"line-4","generationId":"638","etag":"old","managedBy":"us",
             "authentication":{"type":"selfSigned","x509Thumbprint":{"primaryThumbprint":"AB"}}}
            """;
        hub.Answers(200, Bare).Answers(412).Answers(200, Bare.Replace("old", "new", StringComparison.Ordinal))
            .Answers(200, """{"moduleId":"thermostat","deviceId":"line-4","generationId":"638","authentication":{"type":"sas"}}""");

        ModuleIdentity identity = await GetOrCreateAsync(hub, ModuleKeyKind.DeviceKey);

        Assert.Equal((ModuleIdentityOrigin.Existing, "638"), (identity.Origin, identity.GenerationId));
        Assert.Equal(["GET", "PUT", "GET", "PUT"], hub.Requests.Select(r => r.Method));
        Assert.Equal("\"new\"", hub.Requests.Last().Headers["If-Match"]);
        Assert.Contains("\"managedBy\":\"us\"", hub.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_reach_the_hub_escaped_and_in_one_piece()
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        hub.Answers(401);
        using ModuleRegistry registry = CreateRegistry(hub, "..", TimeProvider.System);

        await Assert.ThrowsAsync<ModuleIdentityException>(() => registry.GetAsync("a%2F?b", TestContext.Current.CancellationToken));

        Assert.Equal("/devices/../modules/a%252F%3Fb?api-version=2021-04-12", hub.Requests.Single().Target);
    }

    [Fact]
    public async Task A_gateway_is_asked_in_place_of_the_hub_and_the_token_is_for_the_hub()
    {
        await using ScriptedService gateway = await ScriptedService.StartAsync();
        gateway.Answers(404, "", ModuleNotFound);
        NetworkOptions network = gateway.Network;
        network.GatewayHost = "127.0.0.1";
        DeviceAssignment device = new("contoso.azure-devices.net", "line-4", new SasCredential(SharedAccessKey.Parse(Keys.Counting)));
        using ModuleRegistry registry = NativeRegistry.Open(device, network, new ServiceRetry(TimeProvider.System, () => 0, CanaryLogger.Instance), TimeProvider.System);

        Assert.Null(await registry.GetAsync("thermostat", TestContext.Current.CancellationToken));

        Assert.StartsWith(
            "SharedAccessSignature sr=contoso.azure-devices.net%2Fdevices%2Fline-4&",
            gateway.Requests.Single().Headers["Authorization"],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_falls_silent_is_asked_again_after_the_time_limit()
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        Task reached = hub.FallsSilent();
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        using Impatience impatience = new();
        using ModuleRegistry registry = NativeRegistry.Open(Device("line-4"), hub.Network, impatience.Retry, time);

        Task<ModuleRecord?> pending = impatience.RunAsync(token => registry.GetAsync("thermostat", token));
        await reached;
        time.Advance(TimeSpan.FromSeconds(31));

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => pending);
        Assert.Equal(ModuleIdentityErrorCode.TimedOut, exception.Code);
        Assert.True(exception.IsTransient);
        Assert.True(impatience.WouldHaveRetried);
    }

    [Fact]
    public async Task The_callers_cancellation_stays_the_callers()
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        Task reached = hub.FallsSilent();
        using CancellationTokenSource cancellation = new();
        using ModuleRegistry registry = CreateRegistry(hub, "line-4", TimeProvider.System);

        Task<ModuleRecord?> pending = registry.GetAsync("thermostat", cancellation.Token);
        await reached;
        await cancellation.CancelAsync();

        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Equal(cancellation.Token, exception.CancellationToken);
    }

    [Fact]
    public async Task A_server_with_an_unknown_authority_is_not_trusted()
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        NetworkOptions network = new() { HttpsPort = hub.Port };
        using Impatience impatience = new();
        using ModuleRegistry registry = NativeRegistry.Open(Device("line-4"), network, impatience.Retry, TimeProvider.System);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => registry.GetAsync("thermostat", TestContext.Current.CancellationToken));

        Assert.Equal(ModuleIdentityErrorCode.ServerNotTrusted, exception.Code);
        Assert.Empty(hub.Requests);
    }

    [Fact]
    public async Task A_trusted_authority_does_not_excuse_a_wrong_host_name()
    {
        await using ScriptedService hub = await ScriptedService.StartAsync("other.example");

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => GetOrCreateAsync(hub));

        Assert.Equal(ModuleIdentityErrorCode.ServerNotTrusted, exception.Code);
        Assert.Empty(hub.Requests);
    }

    private static async Task<ModuleIdentity> GetOrCreateAsync(
        ScriptedService hub, ModuleKeyKind kind = ModuleKeyKind.HubKey, ModuleSecrets? known = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        using ModuleRegistry registry = CreateRegistry(hub, "line-4", time);
        ModuleDirectory directory = new(registry, new SecretMaker(kind, null, time), time, CanaryLogger.Instance);
        return await directory.GetOrCreateAsync("thermostat", known, isOneOfMany: false, TestContext.Current.CancellationToken);
    }

    private static ModuleRegistry CreateRegistry(ScriptedService hub, string deviceId, TimeProvider time) =>
        NativeRegistry.Open(Device(deviceId), hub.Network, new ServiceRetry(time, () => 0, CanaryLogger.Instance), time);

    private static DeviceAssignment Device(string deviceId) => new("127.0.0.1", deviceId, new SasCredential(SharedAccessKey.Parse(Keys.Counting)));
}
