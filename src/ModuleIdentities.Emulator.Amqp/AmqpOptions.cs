namespace ModuleIdentities.Emulator.Amqp;

/// <summary>How the endpoint is started. The defaults fit a test: a free port, and the partitions of a hub as the portal makes it.</summary>
public sealed class AmqpOptions
{
    /// <summary>The consumer group that every hub has.</summary>
    public const string DefaultConsumerGroup = "$Default";

    /// <summary>TCP port of AMQP over TLS; 0, the default, for a free one. The service has 5671.</summary>
    public int Port { get; init; }

    /// <summary>Partitions of each hub, 2 to 32; all messages of a device and its modules go to one. Default 4.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>Consumer groups beside <see cref="DefaultConsumerGroup"/>; their names are case-insensitive. Default: none.</summary>
    public IReadOnlyList<string> ConsumerGroups { get; init; } = [];

    /// <exception cref="ArgumentException">An option is wrong.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfLessThan(Partitions, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Partitions, 32);
        foreach (string group in ConsumerGroups)
        {
            if (group.Length is 0 or > 50 || !group.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_' or '.'))
            {
                throw new ArgumentException($"'{group}' is no name of a consumer group: 1 to 50 letters, digits, '-', '_' and '.'.");
            }
        }
    }
}
