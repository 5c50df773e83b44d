namespace ModuleIdentities.Emulator.Service.Connections;

/// <summary>A device or module that is connected now, as the services see it.</summary>
/// <param name="principal">Who it is.</param>
/// <param name="generationId">Which of those that had or have this name.</param>
/// <param name="deliver">Sends it something; never blocks.</param>
/// <param name="close">Ends it, for a reason.</param>
internal sealed class HubConnection(PrincipalId principal, string generationId, Action<Delivery> deliver, Action<string> close)
{
    private int _interests;

    public PrincipalId Principal => principal;

    public string GenerationId => generationId;

    public Interests Interests
    {
        get => (Interests)Volatile.Read(ref _interests);
        set => Volatile.Write(ref _interests, (int)value);
    }

    /// <summary>Sends it something, if it wants that kind.</summary>
    /// <returns>Whether it does.</returns>
    public bool TryDeliver(Interests kind, Delivery delivery)
    {
        if ((Interests & kind) == 0)
        {
            return false;
        }

        deliver(delivery);
        return true;
    }

    public void Close(string reason) => close(reason);
}
