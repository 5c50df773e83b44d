using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Connection.Faults;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

/// <summary>A link is replaced because what it was opened with is renewed: whatever was under way over it goes on, and nothing of it fails.</summary>
public sealed class RenewalTests
{
    private const string Device = "line-4";

    /// <summary>So many steps are a moment less than the first that a token may be renewed at, 72 % of an hour.</summary>
    private const int StepsBefore = 129;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20.04);

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-renewal-").FullName;

    private TestCertificateAuthority? _authority;

    private string CertificatePath => Path.Combine(_folder, "pump.pem");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("token")]
    [InlineData("keys")]
    [InlineData("certificate")]
    [InlineData("certificate file")]
    public async Task A_message_a_call_and_a_report_that_are_under_way_all_succeed(string renewed)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = await OptionsAsync(emulator, renewed);
        FakeTimeProvider clock = VirtualTime.Begin();
        await using Pump pump = await clock.ConnectAsync(options, Cancellation);
        string before = pump.ModuleClient.Identity.KeyFingerprint;
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        pump.Echo = async (request, token) =>
        {
            called.TrySetResult();
            await answer.Task.WaitAsync(token);
            return MethodResponse.Ok($"heard {request}");
        };
        if (renewed == "token")
        {
            // Each send waits for its PUBACK: the clock stands still while packets are under way, and a slow machine is no outage.
            for (int step = 0; step < StepsBefore; step++)
            {
                clock.Advance(Step);
                await pump.SendAsync(0, Cancellation);
            }
        }

        StateWatch states = new(pump.ModuleClient);
        Task renewing = states.NextAsync(ConnectionState.Renewing);
        using FaultHandle unacknowledged = emulator.Faults.Add(Fault.LoseAcknowledgement() with { ModuleId = "pump", Times = 1 });
        FaultHandle throttled = emulator.Faults.Add(Fault.Refuse(429) with { ModuleId = "pump", Operations = EmulatorOperations.UpdateTwin });
        EmulatedModule module = emulator.Devices[Device, "pump"];
        Task send = pump.SendAsync(1, Cancellation);
        Task report = pump.ReportAsync("level", 5, cancellationToken: Cancellation);
        Task<DirectMethodResult> call = module.InvokeMethodAsync("echo", "7", TimeSpan.FromMinutes(5), cancellationToken: Cancellation);
        await unacknowledged.HitAsync(cancellationToken: Cancellation);
        await throttled.HitAsync(cancellationToken: Cancellation);
        await called.Task.WaitAsync(Cancellation);

        Task renewal = RenewAsync(emulator, pump, renewed);
        await clock.PassUntilAsync(renewing, TimeSpan.FromSeconds(2), Cancellation);
        Assert.False(send.IsCompleted || report.IsCompleted || call.IsCompleted);
        Task renewedLink = states.NextAsync(change => change is { Previous: ConnectionState.Renewing, Current: ConnectionState.Connected });
        throttled.Dispose();
        answer.SetResult();
        Task later = pump.SendAsync(2, Cancellation);
        await clock.PassUntilAsync(Task.WhenAll(send, later, report, call, renewal, renewedLink), TimeSpan.FromSeconds(1), Cancellation);

        Assert.Equal("heard 7", (string?)(await call).Payload);
        Assert.Equal(5, (int?)module.Twin.Get().Reported["level"]);
        Assert.Equal([1, 2], Pump.NumbersOf(emulator).Where(number => number != 0));
        Assert.Subset(new HashSet<ConnectionState> { ConnectionState.Renewing, ConnectionState.Connected }, states.Changes.Select(change => change.Current).ToHashSet());
        Assert.Equal(renewed == "token", before == pump.ModuleClient.Identity.KeyFingerprint);
    }

    [Fact]
    public async Task A_method_that_has_the_link_replaced_is_not_waited_for()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(await OptionsAsync(emulator, "keys"), Cancellation);
        TaskCompletionSource<ModuleIdentity> rotated = new(TaskCreationOptions.RunContinuationsAsynchronously);
        pump.Echo = async (_, _) =>
        {
            rotated.TrySetResult(await pump.ModuleClient.RotateKeysAsync(Cancellation));
            return MethodResponse.Ok("rotated");
        };

        Task call = emulator.Devices[Device, "pump"].InvokeMethodAsync("echo", "7", cancellationToken: Cancellation);

        // By the machine's clock it would wait for itself until provisioning has no time left, and fail.
        Assert.Equal((await rotated.Task.WaitAsync(Cancellation)).KeyFingerprint, pump.ModuleClient.Identity.KeyFingerprint);
        await Assert.ThrowsAsync<HubRefusedException>(() => call);
    }

    private async Task<ModuleIdentityOptions> OptionsAsync(IotEmulator emulator, string renewed)
    {
        switch (renewed)
        {
            case "certificate file":
                _authority = TestCertificateAuthority.CreateRoot();
                emulator.Hubs[emulator.HostName].AddCertificateAuthority(_authority.Certificate);
                await emulator.Devices.AddAsync(Device, Cancellation);
                string connectionString = await emulator.Devices.AddX509ModuleAsync(Device, "pump", cancellationToken: Cancellation);
                string path = _authority.Issue($"{Device}/pump").SaveAsPem(CertificatePath);
                return emulator.Options(new ConfigurationBuilder()
                    .AddInMemoryCollection(emulator.SettingsFor(connectionString, path))
                    .AddInMemoryCollection(VirtualTime.Patience.Select(setting => KeyValuePair.Create($"ModuleIdentities:{setting.Key}", (string?)setting.Value)))
                    .Build());
            default:
                return emulator.Enroll([.. VirtualTime.Patience, ("Keys:Kind", renewed == "certificate" ? "Certificate" : "DeviceKey")]);
        }
    }

    private Task RenewAsync(IotEmulator emulator, Pump pump, string renewed)
    {
        switch (renewed)
        {
            case "token":
                return Task.CompletedTask;
            case "certificate file":
                EmulatedHub hub = emulator.Hubs[emulator.HostName];
                TestCertificateAuthority next = TestCertificateAuthority.CreateRoot();
                hub.AddCertificateAuthority(next.Certificate);
                hub.RemoveCertificateAuthority(_authority!.Certificate);
                next.Issue($"{Device}/pump").SaveAsPem(CertificatePath);
                return Task.CompletedTask;
            default:
                return pump.ModuleClient.RotateKeysAsync(Cancellation);
        }
    }
}
