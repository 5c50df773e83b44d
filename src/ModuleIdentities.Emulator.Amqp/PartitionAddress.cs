using System.Diagnostics.CodeAnalysis;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>What a reader attaches to: <c>{event hub}/ConsumerGroups/{group}/Partitions/{id}</c>, compared in any case.</summary>
internal readonly record struct PartitionAddress(string EventHub, string ConsumerGroup, string PartitionId)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out PartitionAddress? address)
    {
        string[] parts = text?.Trim('/').Split('/') ?? [];
        bool isRead = parts is [{ Length: > 0 }, string groups, { Length: > 0 }, string partitions, { Length: > 0 }]
            && groups.Equals("ConsumerGroups", StringComparison.OrdinalIgnoreCase)
            && partitions.Equals("Partitions", StringComparison.OrdinalIgnoreCase);
        address = isRead ? new PartitionAddress(parts[0], parts[2], parts[4]) : null;
        return isRead;
    }

    public bool Equals(PartitionAddress other) => string.Equals(ToString(), other.ToString(), StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    public override string ToString() => $"{EventHub}/ConsumerGroups/{ConsumerGroup}/Partitions/{PartitionId}";
}
