namespace ModuleIdentities;

/// <summary>How far a module has come in finding a credential that its hub accepts.</summary>
internal enum RecoveryStep
{
    /// <summary>Nothing was refused yet.</summary>
    None,

    /// <summary>The primary was refused; this is the secondary.</summary>
    OtherKey,

    /// <summary>Both were refused; this is what the registry says now.</summary>
    ReadAgain,

    /// <summary>That was refused too; this is what a new registration gave.</summary>
    RegisteredAgain,
}
