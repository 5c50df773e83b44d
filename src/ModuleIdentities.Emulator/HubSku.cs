namespace ModuleIdentities.Emulator;

/// <summary>The tiers of IoT Hub, by the name that Azure gives them.</summary>
public enum HubSku
{
    /// <summary>Free: 8,000 messages a day, and the rates of S1.</summary>
    F1,

    /// <summary>400,000 messages a day for each unit.</summary>
    S1,

    /// <summary>6,000,000 messages a day for each unit.</summary>
    S2,

    /// <summary>300,000,000 messages a day for each unit.</summary>
    S3,

    /// <summary>Basic: as much as S1, without twins, direct methods, cloud-to-device messages and IoT Edge.</summary>
    B1,

    /// <summary>Basic, as much as S2.</summary>
    B2,

    /// <summary>Basic, as much as S3.</summary>
    B3,
}
