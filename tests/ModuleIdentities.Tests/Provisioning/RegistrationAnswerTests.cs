using System.Globalization;
using System.Text.Json.Nodes;
using ModuleIdentities.Canary;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Provisioning;

/// <summary>Each answer of protocol.md 2.4 and 2.3: what the user sees, and whether the registration is tried again.</summary>
public sealed class RegistrationAnswerTests
{
    private const string Assigned = """
        {"operationId":"1","status":"assigned","registrationState":{"assignedHub":"contoso.azure-devices.net","deviceId":"line-4","status":"assigned","substatus":"deviceDataMigrated"MORE}}
        """;

    [Theory]
    [InlineData(400, 400000, "RequestRejected", false, "Check the registration id and the ID scope")]
    [InlineData(401, 401000, "CredentialRefused", false, "Check the enrolment's key or certificate")]
    [InlineData(401, 401002, "CredentialRefused", false, "Check the enrolment's key or certificate")]
    [InlineData(403, 403000, "CredentialRefused", false, "Check the enrolment's key or certificate")]
    [InlineData(404, 404201, "EnrollmentNotFound", false, "Create its enrolment")]
    [InlineData(404, 404202, "EnrollmentNotFound", false, "Create its enrolment")]
    [InlineData(405, 405000, "RequestRejected", false, "Check the registration id")]
    [InlineData(409, 409000, "RequestRejected", false, "Check the registration id")]
    [InlineData(412, 412000, "RequestRejected", false, "Check the registration id")]
    [InlineData(415, 415000, "RequestRejected", false, "Check the registration id")]
    [InlineData(429, 429000, "Throttled", true, "Try again later")]
    [InlineData(500, 500000, "ServiceFailed", true, "Try again later")]
    [InlineData(503, 503000, "ServiceFailed", true, "Try again later")]
    public async Task A_refusal_says_why_and_is_repeated_only_when_that_heals(int status, int errorCode, string code, bool isRetried, string advice)
    {
        ModuleIdentityException exception = await FailAsync(
            status, $$$"""{"errorCode":{{{errorCode}}},"trackingId":"track-1","message":"secret words","info":{}}""", isRetried, ("Retry-After", "11"));

        Assert.Equal(code, exception.Code.ToString());
        Assert.Equal((status, errorCode.ToString(CultureInfo.InvariantCulture), "track-1"), (exception.Status, exception.ServiceErrorCode, exception.TrackingId));
        Assert.Equal(TimeSpan.FromSeconds(11), exception.RetryAfter);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"errorCode":404203,"message":"Operation not found."}""")]
    [InlineData("""{"errorCode":404201,"message":"Registration not found."}""")]
    [InlineData("")]
    public async Task An_operation_that_a_second_registration_has_replaced_is_begun_anew(string notFound)
    {
        await using ScriptedService dps = await ScriptedService.StartAsync();
        dps.Answers(202, """{"operationId":"1","status":"assigning"}""", ("Retry-After", "0"))
            .Answers(404, notFound)
            .Answers(200, Assigned.Replace("MORE", "", StringComparison.Ordinal));
        HastyClock time = new();
        AssignmentKeeper keeper = new(Provisioner(dps, Enrollment()), null, new ServiceRetry(time, () => 0.5, CanaryLogger.Instance));

        DeviceAssignment device = await keeper.RegisterAsync(TestContext.Current.CancellationToken);

        Assert.Equal("line-4", device.DeviceId);
        Assert.Equal(["PUT", "GET", "PUT"], dps.Requests.Select(request => request.Method));
        Assert.Equal(0.5, Assert.Single(time.Waits).TotalSeconds);
    }

    [Theory]
    [InlineData("failed", 400207, "AssignmentFailed")]
    [InlineData("failed", 400208, "AssignmentFailed")]
    [InlineData("failed", 400209, "AssignmentFailed")]
    [InlineData("disabled", 0, "EnrollmentDisabled")]
    [InlineData("unassigned", 0, "AssignmentFailed")]
    public async Task An_end_without_a_hub_says_why_and_is_not_repeated(string status, int errorCode, string code)
    {
        string error = errorCode == 0 ? "" : $$""","errorCode":{{errorCode}},"errorMessage":"secret words" """;
        ModuleIdentityException exception = await FailAsync(
            200, $$$"""{"operationId":"1","status":"{{{status}}}","registrationState":{"status":"{{{status}}}"{{{error}}}}}""", isRetried: false);

        Assert.Equal(code, exception.Code.ToString());
        Assert.DoesNotContain("secret words", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mqttV5", true)]
    [InlineData("MqttV5", true)]
    [InlineData("something new", true)]
    [InlineData("classic", false)]
    [InlineData("Classic", false)]
    public async Task A_hub_of_another_kind_is_named(string profile, bool isRefused)
    {
        string body = Assigned.Replace("MORE", $",\"connectionProfile\":\"{profile}\"", StringComparison.Ordinal);
        if (isRefused)
        {
            ModuleIdentityException exception = await FailAsync(200, body, isRetried: false);
            Assert.Equal(ModuleIdentityErrorCode.UnsupportedHub, exception.Code);
            Assert.Contains("contoso.azure-devices.net", exception.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("line-4", (await RegisterAsync(200, body, Enrollment())).Device.DeviceId);
        }
    }

    [Fact]
    public async Task The_payload_goes_both_ways_and_announces_the_model()
    {
        DpsEnrollment enrollment = Enrollment() with { Payload = """{"site":"north"}""", ModelId = "dtmi:com:example:Thermostat;1" };

        (DeviceAssignment device, ScriptedRequest request) = await RegisterAsync(
            200, Assigned.Replace("MORE", ",\"payload\":{\"line\":4}", StringComparison.Ordinal), enrollment);

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"registrationId":"line-4","payload":{"site":"north","modelId":"dtmi:com:example:Thermostat;1"}}"""), JsonNode.Parse(request.Body)));
        Assert.Equal("""{"line":4}""", device.Payload);
    }

    private static async Task<ModuleIdentityException> FailAsync(int status, string body, bool isRetried, params (string, string)[] headers)
    {
        await using ScriptedService dps = await ScriptedService.StartAsync();
        dps.Answers(status, body, headers);
        using Impatience impatience = new();
        AssignmentKeeper keeper = new(Provisioner(dps, Enrollment()), null, impatience.Retry);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => impatience.RunAsync(keeper.RegisterAsync));

        Assert.Equal(isRetried, impatience.WouldHaveRetried);
        Assert.Single(dps.Requests);
        return exception;
    }

    private static async Task<(DeviceAssignment Device, ScriptedRequest Request)> RegisterAsync(int status, string body, DpsEnrollment enrollment)
    {
        await using ScriptedService dps = await ScriptedService.StartAsync();
        dps.Answers(status, body);
        DeviceAssignment device = await Provisioner(dps, enrollment).ProvisionAsync(TestContext.Current.CancellationToken);
        return (device, dps.Requests.Single());
    }

    private static DpsEnrollment Enrollment() => new("127.0.0.1", "0ne00ABCDEF", "line-4", new SasCredential(SharedAccessKey.Parse(Keys.Counting)));

    private static DpsProvisioner Provisioner(ScriptedService dps, DpsEnrollment enrollment) => new(
        enrollment,
        () => new DpsHttpsTransport(enrollment, dps.Network, TimeProvider.System),
        TimeSpan.FromMinutes(2),
        TimeProvider.System,
        CanaryLogger.Instance);
}
