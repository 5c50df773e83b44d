using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Canary;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Provisioning;

public sealed class DpsProvisionerTests
{
    private const string Assigning = """{"operationId":"5.op/1","status":"assigning","registrationState":{"registrationId":"line-4","status":"assigning"}}""";

    private const string Assigned = """
        {"operationId":"5.op/1","status":"assigned","registrationState":{"registrationId":"line-4","assignedHub":"Contoso.azure-devices.net",
         "deviceId":"line-4-device","status":"assigned","substatus":"initialAssignment","etag":"x","payload":{}}}
        """;

    [Fact]
    public async Task Registers_then_polls_until_assigned()
    {
        await using ScriptedService dps = await ScriptedService.StartAsync();
        dps.Answers(202, Assigning, ("Retry-After", "0")).Answers(202, Assigning, ("Retry-After", "0")).Answers(200, Assigned);

        DeviceAssignment device = await ProvisionAsync(dps);

        Assert.Equal("Contoso.azure-devices.net", device.HubHostName);
        Assert.Equal("line-4-device", device.DeviceId);
        Assert.Equal(
            [
                "PUT /0ne00ABCDEF/registrations/line-4/register?api-version=2021-06-01",
                "GET /0ne00ABCDEF/registrations/line-4/operations/5.op%2F1?api-version=2021-06-01",
                "GET /0ne00ABCDEF/registrations/line-4/operations/5.op%2F1?api-version=2021-06-01",
            ],
            dps.Requests.Select(r => $"{r.Method} {r.Target}"));
    }

    [Fact]
    public async Task Waits_as_long_as_the_service_asks()
    {
        await using ScriptedService dps = await ScriptedService.StartAsync();
        dps.Answers(202, Assigning, ("Retry-After", "7")).Answers(200, Assigned);
        TimerWatch time = new();

        Task<DeviceAssignment> pending = ProvisionAsync(dps, time);
        await time.TimerOf(TimeSpan.FromSeconds(7));
        Assert.Single(dps.Requests);
        time.Advance(TimeSpan.FromSeconds(7));

        await pending;
        Assert.Equal(2, dps.Requests.Count);
    }

    [Fact]
    public async Task Gives_up_when_the_service_never_decides()
    {
        await using ScriptedService dps = await ScriptedService.StartAsync();
        dps.Answers(202, Assigning, ("Retry-After", "300"));
        TimerWatch time = new();

        Task<DeviceAssignment> pending = ProvisionAsync(dps, time);
        await time.TimerOf(TimeSpan.FromSeconds(300));
        time.Advance(TimeSpan.FromMinutes(2));

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => pending);
        Assert.Equal(ModuleIdentityErrorCode.TimedOut, exception.Code);
        Assert.Contains("Provisioning:Timeout", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"operationId":"1","status":"failed","registrationState":{"status":"failed","errorCode":400208,"errorMessage":"x"}}""", "AssignmentFailed", "400208")]
    [InlineData("""{"operationId":"1","status":"disabled","registrationState":{"status":"disabled"}}""", "EnrollmentDisabled", null)]
    [InlineData("""{"operationId":"1","status":"unassigned"}""", "AssignmentFailed", null)]
    [InlineData("""{"operationId":"1","status":"sleeping"}""", "InvalidAnswer", null)]
    [InlineData("""{"status":"assigning"}""", "InvalidAnswer", null)]
    [InlineData("""{"status":"assigned","registrationState":{"deviceId":"d"}}""", "InvalidAnswer", null)]
    [InlineData("""{"status":"assigned","registrationState":{"deviceId":"d","assignedHub":"https://h/"}}""", "InvalidAnswer", null)]
    [InlineData("null", "InvalidAnswer", null)]
    [InlineData("<html>", "InvalidAnswer", null)]
    public async Task A_terminal_state_that_is_no_assignment_is_an_error(string body, string code, string? errorCode)
    {
        await using ScriptedService dps = await ScriptedService.StartAsync();
        dps.Answers(200, body);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => ProvisionAsync(dps));

        Assert.Equal(code, exception.Code.ToString());
        Assert.Equal(errorCode, exception.ServiceErrorCode);
    }

    private static async Task<DeviceAssignment> ProvisionAsync(ScriptedService dps, TimeProvider? time = null)
    {
        DpsEnrollment enrollment = new("127.0.0.1", "0ne00ABCDEF", "line-4", new SasCredential(SharedAccessKey.Parse(Keys.Counting)));
        DpsProvisioner provisioner = new(
            enrollment,
            () => new DpsHttpsTransport(enrollment, dps.Network, time ?? TimeProvider.System),
            TimeSpan.FromMinutes(2),
            time ?? TimeProvider.System,
            CanaryLogger.Instance);
        return await provisioner.ProvisionAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A fake clock that tells when a timer of a given length has been set, so that a test moves it only then.</summary>
    private sealed class TimerWatch : FakeTimeProvider
    {
        private readonly Lock _gate = new();
        private readonly List<TimeSpan> _set = [];
        private readonly Dictionary<TimeSpan, TaskCompletionSource> _awaited = [];

        public Task TimerOf(TimeSpan dueTime)
        {
            lock (_gate)
            {
                TaskCompletionSource source = _awaited.TryGetValue(dueTime, out TaskCompletionSource? known)
                    ? known
                    : _awaited[dueTime] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_set.Contains(dueTime))
                {
                    source.TrySetResult();
                }

                return source.Task;
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            lock (_gate)
            {
                _set.Add(dueTime);
                if (_awaited.TryGetValue(dueTime, out TaskCompletionSource? source))
                {
                    source.TrySetResult();
                }
            }

            return timer;
        }
    }
}
