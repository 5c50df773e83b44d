using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Provisioning;

public sealed class DeviceSessionTests
{
    private const string Module = $$$$"""
        {"moduleId":"thermostat","deviceId":"line-4","generationId":"638","etag":"x",
         "authentication":{"type":"sas","symmetricKey":{"primaryKey":"{{{{Keys.Module}}}}","secondaryKey":"{{{{Keys.Counting}}}}"}}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-session-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_to_register_again_is_served_when_the_module_has_gone_over_and_not_before()
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        hub.Answers(200, Module).Answers(200, Module);
        DeviceSession session = new(Options(hub));

        await Assert.ThrowsAsync<InvalidOperationException>(() => session.ReprovisionAsync(
            "thermostat", "1", (_, _) => throw new InvalidOperationException("The hub does not accept it."), Cancellation));
        List<string> adopted = [];
        Func<ModuleIdentity, CancellationToken, Task> adopt = (identity, _) =>
        {
            adopted.Add(identity.ModuleId);
            return Task.CompletedTask;
        };

        Assert.NotNull(await session.ReprovisionAsync("thermostat", "1", adopt, Cancellation));
        Assert.Null(await session.ReprovisionAsync("thermostat", "1", adopt, Cancellation));
        Assert.Equal(["thermostat"], adopted);
    }

    [Fact]
    public async Task A_new_device_is_not_new_for_as_long_as_the_clock_was_set_back()
    {
        await using ScriptedService dps = await ScriptedService.StartAsync();
        FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
        ModuleIdentityOptions options = Options(dps);
        options.TimeProvider = time;
        options.Provisioning = new ProvisioningOptions
        {
            GlobalEndpoint = "127.0.0.1",
            IdScope = "0ne00ABCDEF",
            RegistrationId = "line-4",
            SymmetricKey = { PrimaryKey = Keys.Counting },
            Transport = ProvisioningTransport.Https,
        };
        dps.Answers(200, """{"operationId":"1","status":"assigned","registrationState":{"assignedHub":"127.0.0.1","deviceId":"line-4"}}""")
            .Answers(401, """{"errorCode":401002}""", () => time.AdjustTime(time.GetUtcNow() - TimeSpan.FromMinutes(3)));

        ModuleIdentityException refused = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => new DeviceSession(options).GetModuleAsync("thermostat", Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.CredentialRefused, refused.Code);
    }

    private ModuleIdentityOptions Options(ScriptedService hub) => new()
    {
        Provisioning = { ConnectionString = $"HostName=127.0.0.1;DeviceId=line-4;SharedAccessKey={Keys.Other}" },
        Network = hub.Network,
        Cache = { Directory = _folder },
    };
}
