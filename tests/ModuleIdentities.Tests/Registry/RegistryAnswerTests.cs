using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Registry;

/// <summary>Each answer of protocol.md 5.4: what the user sees, and whether it is asked again.</summary>
public sealed class RegistryAnswerTests
{
    public static TheoryData<int, string, string, bool, string> Answers => new()
    {
        { 400, "ArgumentInvalid", "RequestRejected", false, "Check the device id" },
        { 400, "IotHubFormatError", "RequestRejected", false, "Check the device id" },
        { 400, "InvalidProtocolVersion", "RequestRejected", false, "Check the device id" },
        { 400, "CannotRegisterModuleToModule", "RequestRejected", false, "Check the device id" },
        { 401, "IotHubNotFound", "CredentialRefused", false, "deleted or disabled" },
        { 401, "IotHubUnauthorizedAccess", "CredentialRefused", false, "deleted or disabled" },
        { 401, "IotHubUnauthorized", "CredentialRefused", false, "deleted or disabled" },
        { 401, "SystemModuleModifyUnauthorizedAccess", "CredentialRefused", false, "deleted or disabled" },
        { 403, "IotHubSuspended", "HubUnavailable", false, "suspended" },
        { 403, "IotHubQuotaExceeded", "QuotaExceeded", false, "midnight UTC" },
        { 403, "OperationNotAvailableInCurrentTier", "RequestRejected", false, "standard tier" },
        { 403, "DeviceDisabled", "CredentialRefused", false, "deleted or disabled" },
        { 403, "TooManyModulesOnDevice", "QuotaExceeded", false, "at most 50 modules" },
        { 404, "DeviceNotFound", "DeviceNotFound", false, "Register the device again" },
        { 404, "IotHubFailingOver", "ServiceFailed", true, "failing over" },
        { 409, "LinkCreationConflict", "Conflict", false, "Try again" },
        { 412, "PreconditionFailed", "Conflict", false, "Try again" },
        { 413, "TooManyModulesOnDevice", "QuotaExceeded", false, "at most 50 modules" },
        { 413, "TooManyDevices", "QuotaExceeded", false, "1,000,000" },
        { 415, "", "RequestRejected", false, "Check the device id" },
        { 429, "ThrottlingException", "Throttled", true, "10 seconds" },
        { 429, "ThrottleBacklogLimitExceeded", "Throttled", true, "10 seconds" },
        { 500, "ServerError", "ServiceFailed", true, "Try again later" },
        { 503, "ServiceUnavailable", "ServiceFailed", true, "Try again later" },
        { 503, "", "ServiceFailed", true, "Try again later" },
        { 301, "", "RequestRejected", false, "Check the device id" },
        { 204, "", "RequestRejected", false, "Check the device id" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_read_that_is_refused_says_why_and_is_repeated_only_when_that_heals(int status, string errorName, string code, bool isRetried, string advice)
    {
        ModuleIdentityException exception = await FailAsync(status, errorName, isRetried, (registry, token) => registry.GetAsync("thermostat", token));

        Assert.Equal(code, exception.Code.ToString());
        Assert.Equal(status, exception.Status);
        Assert.Equal(status == 204 ? null : "track-1", exception.TrackingId);
        Assert.Equal(("line-4", "thermostat"), (exception.DeviceId, exception.ModuleId));
        Assert.Contains("did not let device 'line-4' read its module 'thermostat'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith($"errors.md#{code.ToLowerInvariant()}", exception.HelpLink, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "IotHubUnauthorizedAccess", "CredentialRefused", false)]
    [InlineData(404, "DeviceNotFound", "DeviceNotFound", false)]
    [InlineData(404, "ModuleNotFound", "Conflict", false)]
    [InlineData(413, "TooManyModulesOnDevice", "QuotaExceeded", false)]
    [InlineData(429, "ThrottlingException", "Throttled", true)]
    [InlineData(500, "ServerError", "ServiceFailed", true)]
    public async Task A_create_that_is_refused_says_why_and_is_repeated_only_when_that_heals(int status, string errorName, string code, bool isRetried)
    {
        ModuleIdentityException exception = await FailAsync(status, errorName, isRetried, (registry, token) => registry.CreateAsync("thermostat", null, token));

        Assert.Equal(code, exception.Code.ToString());
        Assert.Contains("create its module", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "", "CredentialRefused", false)]
    [InlineData(404, "", "DeviceNotFound", false)]
    [InlineData(429, "", "Throttled", true)]
    public async Task A_list_that_is_refused_says_why_and_is_repeated_only_when_that_heals(int status, string errorName, string code, bool isRetried)
    {
        ModuleIdentityException exception = await FailAsync(status, errorName, isRetried, (registry, token) => registry.ListAsync(token));

        Assert.Equal(code, exception.Code.ToString());
        Assert.Contains("list its modules", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-10, "behind")]
    [InlineData(10, "ahead of")]
    public async Task A_refusal_names_a_wrong_clock_and_is_repeated_until_that_is_set(int minutes, string words)
    {
        string date = DateTimeOffset.UtcNow.AddMinutes(-minutes).ToString("R", CultureInfo.InvariantCulture);
        ModuleIdentityException exception = await FailAsync(
            401, "IotHubUnauthorized", true, (registry, token) => registry.GetAsync("thermostat", token), ("Date", date));

        Assert.Equal(ModuleIdentityErrorCode.ClockWrong, exception.Code);
        Assert.Matches($"this device's clock is 0\\.00:(09:5|10:0)[0-9] {words} the service's", exception.Message);
        Assert.True(exception.IsTransient);
    }

    private static async Task<ModuleIdentityException> FailAsync<T>(
        int status,
        string errorName,
        bool isRetried,
        Func<ModuleRegistry, CancellationToken, Task<T>> ask,
        params (string, string)[] headers)
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        hub.Answers(status, status == 204 ? "" : """{"errorCode":1,"trackingId":"track-1"}""", [("iothub-errorcode", errorName), .. headers]);
        using Impatience impatience = new();
        DeviceAssignment device = new("127.0.0.1", "line-4", new SasCredential(SharedAccessKey.Parse(Keys.Counting)));
        using ModuleRegistry registry = new(device, hub.Network, impatience.Retry, TimeProvider.System, NullLogger.Instance);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => impatience.RunAsync(token => ask(registry, token)));

        Assert.Equal(isRetried, impatience.WouldHaveRetried);
        Assert.Single(hub.Requests);
        return exception;
    }
}
