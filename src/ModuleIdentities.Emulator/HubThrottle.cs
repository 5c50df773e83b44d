namespace ModuleIdentities.Emulator;

/// <summary>What a hub allows only so often (protocol 6.3).</summary>
public enum HubThrottle
{
    /// <summary>Operations of the identity registry: 100 a minute for each unit, 5,000 of S3.</summary>
    Registry,

    /// <summary>New MQTT connections: 100 a second (from 9 units of S1 on, 12 for each), 120 for each unit of S2, 6,000 of S3.</summary>
    Connections,

    /// <summary>Device-to-cloud messages: as many as connections.</summary>
    Telemetry,

    /// <summary>Direct methods, in pieces of 4 KiB: 40 a second for each unit, 120 of S2, 6,144 of S3.</summary>
    DirectMethods,

    /// <summary>Reads of twins, from either side: 100 a second (from 11 units of S2 on, 10 for each), 500 for each unit of S3.</summary>
    TwinReads,

    /// <summary>Changes of twins, from either side: half as many as reads.</summary>
    TwinUpdates,

    /// <summary>Queries: 20 a minute for each unit, 1,000 of S3.</summary>
    Queries,
}
