namespace ModuleIdentities.Emulator.Service;

/// <summary>A part of what the emulator holds, which changes by itself.</summary>
internal enum ChangeKind
{
    /// <summary>The registries: which devices and modules there are.</summary>
    Identities,

    /// <summary>Who is connected, and listens to what.</summary>
    Connections,

    Twins,

    Messages,

    /// <summary>Enrolments, and registrations with them.</summary>
    Enrollments,

    /// <summary>Which faults there are, and how often they hit.</summary>
    Faults,
}
