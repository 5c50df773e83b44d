namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>How many devices and modules a hub has, and may have (protocol 6.2).</summary>
internal sealed class IdentityQuota(long most, long present)
{
    private long _count = present;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Takes places for identities that are about to be made.</summary>
    /// <exception cref="HubRefusedException">There are not as many left.</exception>
    public void Take(int count)
    {
        if (Interlocked.Add(ref _count, count) > most)
        {
            GiveBack(count);
            throw new HubRefusedException(HubErrorCode.TooManyDevices, $"The hub has {most} identities already.");
        }
    }

    /// <summary>Gives back the places of identities that are gone, or were not made.</summary>
    public void GiveBack(long count) => Interlocked.Add(ref _count, -count);
}
