using System.Globalization;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Registry;

/// <summary>Each answer of protocol.md 5.4: what the user sees, and whether it is asked again.</summary>
public sealed class RegistryAnswerTests
{
    private const string Body = """{"errorCode":1,"trackingId":"track-1"}""";

    /// <summary>The rows of the table, in its order: what a read gets.</summary>
    public static TheoryData<int, string, int, string, bool, string> Answers => new()
    {
        { 400, "ArgumentInvalid", 400004, "RequestRejected", false, "Check the device id" },
        { 400, "IotHubFormatError", 400006, "RequestRejected", false, "Check the device id" },
        { 400, "EtagDoesNotMatch", 400023, "RequestRejected", false, "Check the device id" },
        { 400, "InvalidProtocolVersion", 400001, "RequestRejected", false, "Check the device id" },
        { 400, "CannotRegisterModuleToModule", 400301, "RequestRejected", false, "Check the device id" },
        { 401, "IotHubNotFound", 401001, "CredentialRefused", false, "deleted or disabled" },
        { 401, "IotHubUnauthorizedAccess", 401002, "CredentialRefused", false, "deleted or disabled" },
        { 401, "IotHubUnauthorized", 401003, "CredentialRefused", false, "deleted or disabled" },
        { 401, "SystemModuleModifyUnauthorizedAccess", 401100, "RequestRejected", false, "belong to IoT Edge" },
        { 403, "IotHubSuspended", 403001, "HubUnavailable", false, "suspended" },
        { 403, "IotHubQuotaExceeded", 403002, "QuotaExceeded", false, "midnight UTC" },
        { 403, "DeviceMaximumQueueDepthExceeded", 403004, "QuotaExceeded", false, "cloud-to-device" },
        { 403, "OperationNotAvailableInCurrentTier", 403010, "RequestRejected", false, "standard tier" },
        { 403, "DeviceDisabled", 403012, "CredentialRefused", false, "deleted or disabled" },
        { 404, "DeviceNotFound", 404001, "DeviceNotFound", false, "Register the device again" },
        { 404, "IotHubFailingOver", 404012, "ServiceFailed", true, "failing over" },
        { 404, "DeviceNotOnline", 404103, "RequestRejected", false, "Check the device id" },
        { 404, "DeviceConnectionClosedRemotely", 404104, "RequestRejected", false, "Check the device id" },
        { 409, "DeviceAlreadyExists", 409001, "Conflict", false, "Try again" },
        { 409, "LinkCreationConflict", 409002, "Conflict", false, "Try again" },
        { 409, "ModuleAlreadyExistsOnDevice", 409301, "Conflict", false, "Try again" },
        { 412, "PreconditionFailed", 412001, "Conflict", false, "Try again" },
        { 412, "DeviceMessageLockLost", 412002, "Conflict", false, "Try again" },
        { 413, "MessageTooLarge", 413001, "RequestRejected", false, "Check the device id" },
        { 413, "TooManyDevices", 413002, "QuotaExceeded", false, "1,000,000" },
        { 413, "TooManyModulesOnDevice", 413003, "QuotaExceeded", false, "at most 50 modules" },
        { 415, "UnsupportedMediaType", 415000, "RequestRejected", false, "Check the device id" },
        { 429, "ThrottlingException", 429001, "Throttled", true, "10 seconds" },
        { 429, "ThrottleBacklogLimitExceeded", 429002, "Throttled", true, "10 seconds" },
        { 429, "ThrottlingBacklogTimeout", 429003, "Throttled", true, "10 seconds" },
        { 429, "DeviceThrottlingLimitExceeded", 429005, "Throttled", true, "10 seconds" },
        { 500, "ServerError", 500001, "ServiceFailed", true, "Try again later" },
        { 503, "ServiceUnavailable", 503001, "ServiceFailed", true, "Try again later" },
        { 503, "ServiceUnavailable", 503008, "ServiceFailed", true, "Try again later" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_read_that_is_refused_says_why_and_is_repeated_only_when_that_heals(
        int status, string errorName, int errorNumber, string code, bool isRetried, string advice)
    {
        // The name is in a header, and the number in the body, which is nested; a proxy on the way may take the header away.
        string body = $$"""{"Message":"{\"errorCode\":{{errorNumber}},\"trackingId\":\"track-1\",\"message\":\"secret words\"}","ExceptionMessage":""}""";
        foreach ((string Name, string Value)[] headers in new[] { [("iothub-errorcode", errorName)], Array.Empty<(string, string)>() })
        {
            ModuleIdentityException exception = await FailAsync(status, body, isRetried, (registry, token) => registry.GetAsync("thermostat", token), headers);

            Assert.Equal(code, exception.Code.ToString());
            Assert.Equal((status, "track-1"), (exception.Status, exception.TrackingId));
            Assert.Equal(headers.Length > 0 ? errorName : errorNumber.ToString(CultureInfo.InvariantCulture), exception.ServiceErrorCode);
            Assert.Equal(("line-4", "thermostat"), (exception.DeviceId, exception.ModuleId));
            Assert.Contains("did not let device 'line-4' read its module 'thermostat'", exception.Message, StringComparison.Ordinal);
            Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret words", exception.ToString(), StringComparison.Ordinal);
            Assert.EndsWith($"errors.md#{code.ToLowerInvariant()}", exception.HelpLink, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(204, "RequestRejected", false)]
    [InlineData(301, "RequestRejected", false)]
    [InlineData(401, "CredentialRefused", false)]
    [InlineData(403, "CredentialRefused", false)]
    [InlineData(413, "QuotaExceeded", false)]
    [InlineData(429, "Throttled", true)]
    [InlineData(502, "ServiceFailed", true)]
    [InlineData(503, "ServiceFailed", true)]
    public async Task A_status_without_a_word_is_understood_too(int status, string code, bool isRetried)
    {
        ModuleIdentityException exception = await FailAsync(status, "", isRetried, (registry, token) => registry.GetAsync("thermostat", token));

        Assert.Equal(code, exception.Code.ToString());
        Assert.Null(exception.ServiceErrorCode);
    }

    [Theory]
    [InlineData(401, "IotHubUnauthorizedAccess", "CredentialRefused", false)]
    [InlineData(404, "DeviceNotFound", "DeviceNotFound", false)]
    [InlineData(404, "ModuleNotFound", "Conflict", false)]
    [InlineData(403, "TooManyModulesOnDevice", "QuotaExceeded", false)]
    [InlineData(413, "TooManyModulesOnDevice", "QuotaExceeded", false)]
    [InlineData(429, "ThrottlingException", "Throttled", true)]
    [InlineData(500, "ServerError", "ServiceFailed", true)]
    public async Task A_create_that_is_refused_says_why_and_is_repeated_only_when_that_heals(int status, string errorName, string code, bool isRetried)
    {
        ModuleIdentityException exception = await FailAsync(
            status, Body, isRetried, (registry, token) => registry.CreateAsync("thermostat", null, token), ("iothub-errorcode", errorName));

        Assert.Equal(code, exception.Code.ToString());
        Assert.Contains("create its module", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "", "CredentialRefused", false)]
    [InlineData(404, "", "DeviceNotFound", false)]
    [InlineData(429, "", "Throttled", true)]
    public async Task A_list_that_is_refused_says_why_and_is_repeated_only_when_that_heals(int status, string errorName, string code, bool isRetried)
    {
        ModuleIdentityException exception = await FailAsync(
            status, Body, isRetried, (registry, token) => registry.ListAsync(token), ("iothub-errorcode", errorName));

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
            401, Body, true, (registry, token) => registry.GetAsync("thermostat", token), ("Date", date));

        Assert.Equal(ModuleIdentityErrorCode.ClockWrong, exception.Code);
        Assert.Matches($"this device's clock is 0\\.00:(09:5|10:0)[0-9] {words} the service's", exception.Message);
        Assert.True(exception.IsTransient);
    }

    private static async Task<ModuleIdentityException> FailAsync<T>(
        int status,
        string body,
        bool isRetried,
        Func<ModuleRegistry, CancellationToken, Task<T>> ask,
        params (string, string)[] headers)
    {
        await using ScriptedService hub = await ScriptedService.StartAsync();
        hub.Answers(status, body, headers);
        using Impatience impatience = new();
        DeviceAssignment device = new("127.0.0.1", "line-4", new SasCredential(SharedAccessKey.Parse(Keys.Counting)));
        using ModuleRegistry registry = NativeRegistry.Open(device, hub.Network, impatience.Retry, TimeProvider.System);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => impatience.RunAsync(token => ask(registry, token)));

        Assert.Equal(isRetried, impatience.WouldHaveRetried);
        Assert.Single(hub.Requests);
        return exception;
    }
}
