namespace ModuleIdentities.Benchmarks.Programs;

/// <summary>The ways a program reaches a device.</summary>
internal enum PublishForm
{
    /// <summary>One native file.</summary>
    NativeAot,

    /// <summary>With the runtime, without what is not called.</summary>
    Trimmed,

    /// <summary>Assemblies for a runtime that is installed.</summary>
    FrameworkDependent,
}
