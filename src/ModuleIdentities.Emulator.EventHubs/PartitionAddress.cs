using System.Diagnostics.CodeAnalysis;

namespace ModuleIdentities.Emulator.EventHubs;

/// <summary>What a reader attaches to: <c>{event hub}/ConsumerGroups/{group}/Partitions/{id}</c>, compared in any case.</summary>
internal readonly record struct PartitionAddress(string EventHub, string ConsumerGroup, string PartitionId)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out PartitionAddress? address)
    {
        bool read = text?.Trim('/').Split('/') is [{ Length: > 0 } hub, var groups, { Length: > 0 } group, var partitions, { Length: > 0 } id]
            && groups.Equals("ConsumerGroups", StringComparison.OrdinalIgnoreCase)
            && partitions.Equals("Partitions", StringComparison.OrdinalIgnoreCase);
        string[] parts = text?.Trim('/').Split('/') ?? [];
        address = read ? new PartitionAddress(parts[0], parts[2], parts[4]) : null;
        return read;
    }

    public bool Equals(PartitionAddress other) => string.Equals(ToString(), other.ToString(), StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    public override string ToString() => $"{EventHub}/ConsumerGroups/{ConsumerGroup}/Partitions/{PartitionId}";
}
