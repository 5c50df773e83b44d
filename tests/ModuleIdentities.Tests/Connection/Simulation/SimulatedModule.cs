using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ModuleIdentities.Tests.Connection.Simulation;

/// <summary>
/// The library's own decisions, <see cref="ConnectionMachine"/>, <see cref="TelemetrySender"/>, <see cref="DesiredState"/>,
/// <see cref="ReportedPatches"/> and <see cref="LinkLiveness"/>, driven by a virtual world as <c>ModuleConnection</c> drives them in a real one.
/// </summary>
internal sealed class SimulatedModule
{
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(30);

    private readonly VirtualWorld _world;
    private readonly Faults _faults;
    private readonly SimulatedHub _hub;
    private ConnectionSituation _situation;
    private LinkLiveness _liveness = new(KeepAlive);
    private SimulatedLink? _link;
    private SimulatedLink? _twinLink;
    private int _generation = -1;
    private bool _isAsking;
    private int _twinFailures;
    private readonly BacklogKeeper? _keeper;
    private readonly Action? _died;
    private bool _isKeeping;

    public SimulatedModule(VirtualWorld world, Faults faults, SimulatedHub hub, SimulatedDisk? disk = null, OutboxOptions? limits = null, Action? died = null)
    {
        _world = world;
        _faults = faults;
        _hub = hub;
        _died = died;
        Telemetry = new TelemetrySender(
            "simulated",
            1 + world.Random.Next(16),
            disk is null ? QueueLimits.Of(new TelemetryOptions { MessageTimeout = TimeSpan.FromDays(30) }) : QueueLimits.Of(limits!, new TelemetryOptions()),
            OperationTimeout,
            world,
            disk is null ? null : world.Random.Next().ToString("x8", CultureInfo.InvariantCulture));
        if (disk is not null)
        {
            _keeper = new BacklogKeeper("simulated", Telemetry, disk, world, NullLogger.Instance);
            Telemetry.StoreWorkWaits += KeepLater;
            Telemetry.Dropped += dropped => Dropped += dropped.Messages;
        }

        Desired = new DesiredState(new[] { "a", "b", "c" }.Select(name => new Handler(name)));
    }

    public TelemetrySender Telemetry { get; }

    public DesiredState Desired { get; }

    public ReportedPatches Reported { get; } = new();

    public ConnectionState State => _situation.State;

    /// <summary>What the module was told, in order, and of which twin.</summary>
    public List<(DesiredChange Change, int Generation)> Told { get; } = [];

    /// <summary>Whether the process has died.</summary>
    public bool IsDead { get; private set; }

    /// <summary>How many messages were reported as dropped.</summary>
    public long Dropped { get; private set; }

    public void Start()
    {
        if (_keeper is not null)
        {
            KeepLater();
        }

        Happen(new ConnectionEvent(ConnectionEventKind.Start));
        Tick();
    }

    /// <summary>The process dies: nothing of it happens any more.</summary>
    public void Die()
    {
        IsDead = true;
        _link?.Die();
        _died!();
    }

    public void WorkOnTwin()
    {
        if (_twinLink is not { IsOver: false } link || _isAsking)
        {
            return;
        }

        if (Desired.NeedsRead)
        {
            Ask(link, null);
        }
        else if (Reported.TakeNext() is { } patch)
        {
            Ask(link, patch);
        }
    }

    private void Later(TimeSpan delay, Action action) => _world.In(delay, () =>
    {
        if (!IsDead)
        {
            action();
        }
    });

    private void KeepLater()
    {
        if (_isKeeping)
        {
            return;
        }

        _isKeeping = true;
        Later(_faults.Strikes(Fault.DiskSlow) ? _world.Between(1, 20) : _world.Between(0.001, 0.05), Keep);
    }

    private void Keep()
    {
        _isKeeping = false;
        try
        {
            if (_keeper!.Step(all: false))
            {
                KeepLater();
            }
        }
        catch (SimulatedCrash)
        {
            Die();
        }
    }

    private void Happen(ConnectionEvent happened)
    {
        ConnectionStep step = ConnectionMachine.Next(_situation, happened);
        _situation = step.Next;
        switch (step.Effect.Kind)
        {
            case ConnectionEffectKind.Open or ConnectionEffectKind.OpenAnew:
                Open(step.Effect.Link);
                break;
            case ConnectionEffectKind.Replace:
                Replace(step.Effect.Link, Telemetry.Pause(), _world.Now + TimeSpan.FromSeconds(5));
                break;
            case ConnectionEffectKind.Wait:
                Later(step.Effect.Wait.Pick(_world.Random.NextDouble()), () => Happen(new ConnectionEvent(ConnectionEventKind.WaitOver, step.Effect.Link)));
                break;
        }
    }

    private void Open(int number)
    {
        if (_faults.Strikes(Fault.ConnectFails))
        {
            Fail(number, ModuleIdentityErrorCode.Unreachable, _world.Between(0.01, 30));
        }
        else if (_faults.Strikes(Fault.ConnectIsRefused))
        {
            Fail(number, ModuleIdentityErrorCode.CredentialRefused, _world.Between(0.01, 1));
        }
        else if (_faults.Strikes(Fault.ConnectIsThrottled))
        {
            Fail(number, ModuleIdentityErrorCode.Throttled, _world.Between(0.01, 1));
        }
        else
        {
            Later(_world.Between(0.01, 0.5), () => Connected(number));
        }
    }

    private void Fail(int number, ModuleIdentityErrorCode code, TimeSpan after) => Later(
        after,
        () => Happen(new ConnectionEvent(ConnectionEventKind.OpenFailed, number, new ModuleIdentityException(code, "It failed", "Wait"))));

    private void Connected(int number)
    {
        bool isNewTwin = _generation >= 0 && _generation != _hub.Generation;
        SimulatedLink link = new(_world, _faults, _hub, number, Lost) { PatchTaken = TakePatch };
        _generation = link.Generation;
        _link = link;
        _liveness = new LinkLiveness(KeepAlive);
        _hub.Accept(link);
        Desired.Forget();
        if (isNewTwin)
        {
            Reported.ReportAllAgain();
        }

        Telemetry.LinkOpened(link);
        link.ToHub(() =>
        {
            link.IsSubscribed = true;
            link.ToClient(() => Subscribed(link));
        });
        if (_faults.Strikes(Fault.DropAfterConnect))
        {
            link.CloseByHub();
        }
    }

    private void Subscribed(SimulatedLink link)
    {
        if (link.Number != _situation.Link || _situation.State is not (ConnectionState.Connecting or ConnectionState.Renewing))
        {
            return;
        }

        Happen(new ConnectionEvent(ConnectionEventKind.Opened, link.Number));
        _twinLink = link;
        WorkOnTwin();
        Later(_world.Between(2592, 2880), () => Happen(new ConnectionEvent(ConnectionEventKind.CredentialDue, link.Number)));
    }

    private void Replace(int number, Task drained, TimeSpan until)
    {
        if (!drained.IsCompleted && _world.Now < until)
        {
            Later(TimeSpan.FromMilliseconds(100), () => Replace(number, drained, until));
            return;
        }

        _link?.Break(null);
        Later(TimeSpan.FromMilliseconds(1), () => Open(number));
    }

    private void Lost(SimulatedLink link, ModuleIdentityException? fault)
    {
        if (IsDead)
        {
            return;
        }

        Telemetry.LinkEnded(link);
        bool isSetUp = _situation.State == ConnectionState.Connected;
        Happen(isSetUp || link.Number != _situation.Link
            ? new ConnectionEvent(ConnectionEventKind.Lost, link.Number, fault, link.Age)
            : new ConnectionEvent(
                ConnectionEventKind.OpenFailed, link.Number, new ModuleIdentityException(ModuleIdentityErrorCode.Unreachable, "It failed", "Wait"), WasAccepted: true));
    }

    private void TakePatch(JsonObject patch, long version)
    {
        Desired.Patch(patch, version);
        Tell();
        WorkOnTwin();
    }

    private void Tell()
    {
        while (Desired.TakeNext() is { } change)
        {
            Told.Add((change, _generation));
        }
    }

    private void Ask(SimulatedLink link, ReportedPatch? patch)
    {
        _isAsking = true;
        bool isAnswered = false;
        bool isThrottled = _faults.Strikes(Fault.TwinThrottled);
        bool isLost = _faults.Strikes(Fault.TwinAnswerLost);
        link.ToHub(() =>
        {
            if (link.IsClosedByHub || _hub.Current != link)
            {
                return;
            }

            if (patch is not null && !isThrottled)
            {
                JsonMergePatch.Apply(_hub.Reported, patch.Properties);
            }

            JsonObject read = _hub.ReadDesired();
            if (!isLost)
            {
                link.ToClient(() =>
                {
                    if (!isAnswered)
                    {
                        isAnswered = true;
                        Answer(link, patch, isThrottled ? null : read);
                    }
                });
            }
        });
        Expire(OperationTimeout);

        void Expire(TimeSpan left)
        {
            if (!isAnswered && (link.IsOver || left <= TimeSpan.Zero))
            {
                isAnswered = true;
                Answer(link, patch, null);
            }
            else if (!isAnswered)
            {
                Later(TimeSpan.FromSeconds(5), () => Expire(left - TimeSpan.FromSeconds(5)));
            }
        }
    }

    private void Answer(SimulatedLink link, ReportedPatch? patch, JsonObject? read)
    {
        _isAsking = false;
        if (patch is not null && read is not null)
        {
            Reported.Answered(patch);
            patch.Complete(null);
        }
        else if (patch is not null)
        {
            Reported.Unanswered(patch);
        }
        else if (read is not null && link == _twinLink && !link.IsOver)
        {
            Desired.Read(read);
            Tell();
        }

        _twinFailures = read is null ? _twinFailures + 1 : 0;
        if (_twinFailures == 0 && !Desired.NeedsRead)
        {
            WorkOnTwin();
        }
        else
        {
            Later(WaitLadder.Network(_twinFailures).Pick(_world.Random.NextDouble()), WorkOnTwin);
        }
    }

    private void Tick()
    {
        Telemetry.Tick();
        if (_link is { IsOver: false } link)
        {
            switch (_liveness.Look(link.Silence))
            {
                case LinkVerdict.Ask:
                    link.Ping();
                    break;
                case LinkVerdict.Dead:
                    link.Break(new ModuleIdentityException(ModuleIdentityErrorCode.TimedOut, "The hub has been silent", "It connects again"));
                    break;
            }
        }

        Later(OperationTimeout / 4, Tick);
    }

    private sealed class Handler(string name) : DesiredPropertyHandler(null, name, acceptsNull: true)
    {
        public override Task<PropertyResponse> InvokeAsync(IModule? module, JsonElement value, long version, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
