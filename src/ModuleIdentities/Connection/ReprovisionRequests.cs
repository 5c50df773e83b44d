using System.Text.Json;

namespace ModuleIdentities;

/// <summary>Has the device register again when its back end asks for it, by a direct method or a desired property of one of its modules.</summary>
/// <param name="client">The module.</param>
/// <param name="connection">Its connection.</param>
/// <param name="options">What asks for it.</param>
internal sealed class ReprovisionRequests(ModuleClient client, Func<ModuleConnection> connection, ModuleIdentityOptions options) : IAsyncDisposable
{
    private static readonly ReadOnlyMemory<byte> Accepted = "{\"message\":\"The device registers again.\"}"u8.ToArray();

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private Task _work = Task.CompletedTask;
    private bool _isOver;

    /// <summary>What the module declares, and what the library itself hears besides.</summary>
    /// <param name="declared">What the module's class declares; its own names win.</param>
    /// <param name="isHeard">Whether there is an object of the class to call.</param>
    public ModuleDefinition Extend(ModuleDefinition declared, bool isHeard)
    {
        string? method = options.Provisioning.ReprovisionMethod;
        string? property = options.Provisioning.ReprovisionProperty;
        HeardDefinition heard = new(declared, isHeard);
        if (!string.IsNullOrEmpty(method) && heard.DirectMethods.TrueForAll(handler => handler.Name != method))
        {
            heard.DirectMethods.Add(new DirectMethodHandler(method, (_, _, _) =>
            {
                Begin(null);
                return Task.FromResult((202, Accepted));
            }));
        }

        if (!string.IsNullOrEmpty(property) && heard.DesiredProperties.TrueForAll(handler => handler.Component is not null || handler.Name != property))
        {
            heard.DesiredProperties.Add(new Property(property, Begin));
        }

        return heard;
    }

    /// <summary>Begins nothing more, and ends what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        Task work;
        lock (_gate)
        {
            _isOver = true;
            work = _work;
        }

        await _end.CancelAsync().ConfigureAwait(false);
        await work.ConfigureAwait(false);
    }

    /// <param name="request">The value of the property that asks, as JSON; null when a method asks.</param>
    private void Begin(string? request)
    {
        lock (_gate)
        {
            _work = _isOver ? _work : ServeAsync(_work, request);
        }
    }

    private async Task ServeAsync(Task before, string? request)
    {
        // Off the gate, and off the caller, before anything is done.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        for (int failures = 0; !_end.IsCancellationRequested; failures++)
        {
            try
            {
                if (await client.ReprovisionAsync(request, _end.Token).ConfigureAwait(false) is { } identity)
                {
                    Log.Reprovisioned(connection().Logger, identity.ModuleId, identity.DeviceId, identity.HubHostName);
                }

                return;
            }
            catch (ModuleIdentityException exception)
            {
                TimeSpan wait = RetryLadder.Refusal.Delay(failures, Random.Shared.NextDouble(), null);
                Log.ReprovisioningFailed(connection().Logger, client.ModuleId, wait, exception.Message);
                await Task.Delay(wait, options.TimeProvider, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>A definition with room for what the library hears.</summary>
    private sealed class HeardDefinition : ModuleDefinition
    {
        public HeardDefinition(ModuleDefinition declared, bool isHeard)
            : base(declared.ModuleId, declared.ModelId)
        {
            if (isHeard)
            {
                DirectMethods.AddRange(declared.DirectMethods);
                Inputs.AddRange(declared.Inputs);
                DesiredProperties.AddRange(declared.DesiredProperties);
                AnyDirectMethod = declared.AnyDirectMethod;
            }
        }
    }

    /// <summary>The property each of whose values asks once; its removal asks for nothing.</summary>
    private sealed class Property(string name, Action<string> begin) : DesiredPropertyHandler(null, name, acceptsNull: false)
    {
        public override Task<PropertyResponse> InvokeAsync(IModule? module, JsonElement value, long version, CancellationToken cancellationToken)
        {
            begin(value.GetRawText());
            return Task.FromResult(PropertyResponse.Completed());
        }
    }
}
