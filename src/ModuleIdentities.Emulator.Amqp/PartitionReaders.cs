using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>
/// The readers of one partition in one consumer group. One with an epoch (an owner level) drives away those with a lower one or none; without epochs there may
/// be five.
/// </summary>
internal sealed class PartitionReaders
{
    private const int MostWithoutEpoch = 5;
    private static readonly Symbol Stolen = ErrorCode.Stolen;

    private readonly Lock _gate = new();
    private readonly List<PartitionReader> _readers = [];

    /// <exception cref="AmqpException">A reader with a higher epoch is there, or there are too many.</exception>
    public void Admit(PartitionReader reader)
    {
        PartitionReader[] driven;
        lock (_gate)
        {
            long? highest = _readers.Max(each => each.Epoch);
            if (highest is { } owner && !(reader.Epoch >= owner))
            {
                throw new AmqpException(Stolen, reader.Epoch is { } lower
                    ? $"Receiver with epoch {lower} is refused: a receiver with epoch {owner} reads '{reader.Address}'."
                    : $"At least one receiver of '{reader.Address}' has an epoch ({owner}), and so one without is not allowed. Either reconnect with a higher epoch, or close it.");
            }

            if (reader.Epoch is null && _readers.Count >= MostWithoutEpoch)
            {
                throw new AmqpException(ErrorCode.ResourceLimitExceeded, $"'{reader.Address}' has {MostWithoutEpoch} receivers, and may not have more.");
            }

            driven = reader.Epoch is null ? [] : [.. _readers];
            _readers.RemoveAll(driven.Contains);
            _readers.Add(reader);
        }

        foreach (PartitionReader each in driven)
        {
            each.End(new Error(Stolen) { Description = $"New receiver with higher epoch of '{reader.Epoch}' is created hence current receiver with epoch '{each.Epoch}' is getting disconnected." });
        }
    }

    public void Leave(PartitionReader reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
        }
    }
}
