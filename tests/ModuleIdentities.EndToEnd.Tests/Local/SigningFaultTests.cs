using System.Net;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Connection;
using ModuleIdentities.EndToEnd.Tests.Connection.Faults;

namespace ModuleIdentities.EndToEnd.Tests.Local;

/// <summary>A connected module whose link is lost, and whose next token whoever has its key does not sign: its state says so, and soon.</summary>
public sealed class SigningFaultTests
{
    /// <summary>Far less than provisioning may take in these tests.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-signing-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, ConnectionState.Backoff, ModuleIdentityErrorCode.ServiceFailed)]
    [InlineData(HttpStatusCode.RequestTimeout, ConnectionState.Backoff, ModuleIdentityErrorCode.ServiceFailed)]
    [InlineData(HttpStatusCode.Forbidden, ConnectionState.Refused, ModuleIdentityErrorCode.AccessDenied)]
    [InlineData(HttpStatusCode.NotFound, ConnectionState.Refused, ModuleIdentityErrorCode.KeyUnavailable)]
    public async Task A_workload_API_that_answers_without_a_signature(HttpStatusCode answer, ConnectionState state, ModuleIdentityErrorCode code)
    {
        await using IotEmulator emulator = await StartAsync();
        await using IotEdgeStandIn edge = await IotEdgeStandIn.StartAsync(emulator, _folder, "pump");

        ConnectionStateChange told = await LoseLinkAsync(emulator, edge, () =>
        {
            edge.SigningFault = answer;
            return ValueTask.CompletedTask;
        });

        Assert.Equal((state, code), (told.Current, told.Fault?.Code));
    }

    [Fact]
    public async Task A_workload_API_that_is_away()
    {
        await using IotEmulator emulator = await StartAsync();
        await using IotEdgeStandIn edge = await IotEdgeStandIn.StartAsync(emulator, _folder, "pump");

        ConnectionStateChange told = await LoseLinkAsync(emulator, edge, edge.StopAsync);

        Assert.Equal((ConnectionState.Backoff, ModuleIdentityErrorCode.Unreachable), (told.Current, told.Fault?.Code));
        Assert.Contains("cannot be reached", told.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workload_API_that_closes_every_connection_without_a_reply()
    {
        await using IotEmulator emulator = await StartAsync();
        await using IotEdgeStandIn edge = await IotEdgeStandIn.StartAsync(emulator, _folder, "pump");

        ConnectionStateChange told = await LoseLinkAsync(emulator, edge, () =>
        {
            edge.CloseNext(int.MaxValue);
            return ValueTask.CompletedTask;
        });

        Assert.Equal((ConnectionState.Backoff, ModuleIdentityErrorCode.Unreachable), (told.Current, told.Fault?.Code));
        Assert.Contains("closed the connection without an answer", told.Fault!.Message, StringComparison.Ordinal);
        Assert.InRange(edge.TurnedAway, 2, int.MaxValue);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, ConnectionState.Backoff, ModuleIdentityErrorCode.ServiceFailed)]
    [InlineData(HttpStatusCode.Unauthorized, ConnectionState.Refused, ModuleIdentityErrorCode.AccessDenied)]
    [InlineData(HttpStatusCode.BadRequest, ConnectionState.Refused, ModuleIdentityErrorCode.KeyUnavailable)]
    public async Task A_keyd_that_answers_without_a_signature(HttpStatusCode answer, ConnectionState state, ModuleIdentityErrorCode code)
    {
        await using IotEmulator emulator = await StartAsync();
        await using IdentityServiceStandIn service = await IdentityServiceStandIn.StartAsync(emulator, _folder);

        ConnectionStateChange told = await LoseLinkAsync(emulator, service, () =>
        {
            service.SigningFault = answer;
            return ValueTask.CompletedTask;
        });

        Assert.Equal((state, code), (told.Current, told.Fault?.Code));
    }

    [Fact]
    public async Task A_keyd_that_is_away()
    {
        await using IotEmulator emulator = await StartAsync();
        await using IdentityServiceStandIn service = await IdentityServiceStandIn.StartAsync(emulator, _folder);

        ConnectionStateChange told = await LoseLinkAsync(emulator, service, service.DisposeAsync);

        Assert.Equal((ConnectionState.Backoff, ModuleIdentityErrorCode.Unreachable), (told.Current, told.Fault?.Code));
        Assert.Contains("keyd", told.Fault!.Message, StringComparison.Ordinal);
    }

    private static Task<IotEmulator> StartAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "These services are for Linux.");
        return IotEmulator.StartAsync(cancellationToken: Cancellation);
    }

    /// <summary>Connects, has its giver no longer sign, and throws the module out.</summary>
    /// <returns>The change of state that tells of it.</returns>
    private static async Task<ConnectionStateChange> LoseLinkAsync(IotEmulator emulator, IModuleGiver giver, Func<ValueTask> stopSigning)
    {
        ModuleIdentityOptions options = emulator.Options(new ConfigurationBuilder().AddInMemoryCollection(giver.Settings).Build());
        options.Provisioning.Timeout = TimeSpan.FromHours(1);
        options.Network.OperationTimeout = TimeSpan.FromSeconds(5);
        await using Pump pump = await Pump.ConnectAsync(options, Cancellation);
        StateWatch states = new(pump.ModuleClient);
        Task<ConnectionStateChange> told = states.NextAsync(static change => change.Fault?.Message is { } fault
            && (fault.Contains("IoT Edge", StringComparison.Ordinal) || fault.Contains("Identity Service", StringComparison.Ordinal)));

        await stopSigning();
        emulator.Faults.Add(Fault.DropLink() with { ModuleId = "pump" });
        Task send = pump.SendAsync(1, Cancellation);
        ConnectionStateChange change = await told.WaitAsync(Patience, TimeProvider.System, Cancellation);
        await pump.DisposeAsync();
        await Assert.ThrowsAsync<ModuleIdentityException>(() => send);
        return change;
    }
}
