namespace ModuleIdentities.Emulator.Service.Limits;

/// <summary>The published throttles and quotas of IoT Hub (protocol 6.3).</summary>
internal static class HubRates
{
    /// <summary>The pieces in which all tiers but the free one count messages, in bytes.</summary>
    public const int MessageSize = 4096;

    private const int FreeMessageSize = 512;

    public static Rate Of(HubThrottle throttle, HubScale scale)
    {
        bool isLargest = scale.Sku is HubSku.S3 or HubSku.B3;
        double units = scale.Units;
        return throttle switch
        {
            HubThrottle.Registry => Rate.PerMinute((isLargest ? 5000 : 100) * units),
            HubThrottle.Connections or HubThrottle.Telemetry => Rate.PerSecond(scale.Sku switch
            {
                HubSku.S3 or HubSku.B3 => 6000 * units,
                HubSku.S2 or HubSku.B2 => 120 * units,
                _ => Math.Max(100, 12 * units),
            }),
            HubThrottle.DirectMethods => Rate.PerSecond(units * scale.Sku switch
            {
                HubSku.S3 or HubSku.B3 => 24 * 1024 / 4,
                HubSku.S2 or HubSku.B2 => 480 / 4,
                _ => 160 / 4,
            }),
            HubThrottle.TwinReads => Rate.PerSecond(TwinReads(scale)),
            HubThrottle.TwinUpdates => Rate.PerSecond(TwinReads(scale) / 2),
            HubThrottle.Queries => Rate.PerMinute((isLargest ? 1000 : 20) * units),
            _ => throw new ArgumentOutOfRangeException(nameof(throttle)),
        };
    }

    /// <summary>How many messages a day, and of how many bytes each.</summary>
    public static (long Count, int Size) MessagesOf(HubScale scale) => scale.Sku switch
    {
        HubSku.S3 or HubSku.B3 => (300_000_000L * scale.Units, MessageSize),
        HubSku.S2 or HubSku.B2 => (6_000_000L * scale.Units, MessageSize),
        HubSku.S1 or HubSku.B1 => (400_000L * scale.Units, MessageSize),
        _ => (8_000, FreeMessageSize),
    };

    /// <summary>How many messages something of this size is: at least one.</summary>
    public static int Pieces(int bytes, int size) => Math.Max(1, (bytes + size - 1) / size);

    private static double TwinReads(HubScale scale) => scale.Sku switch
    {
        HubSku.S3 or HubSku.B3 => 500.0 * scale.Units,
        HubSku.S2 or HubSku.B2 => Math.Max(100, 10.0 * scale.Units),
        _ => 100,
    };
}
