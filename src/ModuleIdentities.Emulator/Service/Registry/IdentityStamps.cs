using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>Makes the values by which two states of an identity are told apart.</summary>
internal sealed class IdentityStamps(TimeProvider time)
{
    private const int TicksPerMillisecond = 10_000;

    private long _lastGeneration;
    private uint _lastTag = (uint)RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>A new entity tag: base64 of a counter, as the hub's are.</summary>
    public string NextETag()
    {
        uint tag = Interlocked.Increment(ref _lastTag);
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(tag.ToString("D9", CultureInfo.InvariantCulture)));
    }

    /// <summary>A new generation id: the time in ticks, always later than the one before.</summary>
    public string NextGenerationId()
    {
        // The random part keeps apart two runs on one state whose clock stands still.
        long now = time.GetUtcNow().UtcTicks + RandomNumberGenerator.GetInt32(TicksPerMillisecond);
        long previous;
        long next;
        do
        {
            previous = Interlocked.Read(ref _lastGeneration);
            next = Math.Max(now, previous + 1);
        }
        while (Interlocked.CompareExchange(ref _lastGeneration, next, previous) != previous);

        return next.ToString(CultureInfo.InvariantCulture);
    }
}
