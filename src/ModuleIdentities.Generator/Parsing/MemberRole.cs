namespace ModuleIdentities.Generator.Parsing;

/// <summary>What a method of a module class is declared as.</summary>
internal enum MemberRole
{
    /// <summary>An ordinary method.</summary>
    None,

    /// <summary>Sends a message.</summary>
    Telemetry,

    /// <summary>Sends twin properties.</summary>
    ReportedProperty,

    /// <summary>Is called when a twin property changes.</summary>
    DesiredProperty,

    /// <summary>Is called by the service.</summary>
    DirectMethod,

    /// <summary>Is called with a message that IoT Edge routes to an input.</summary>
    ModuleInput,

    /// <summary>Sends a message to an output, for the routes of IoT Edge.</summary>
    ModuleOutput,
}
