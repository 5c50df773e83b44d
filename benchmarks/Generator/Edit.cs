namespace ModuleIdentities.Benchmarks.Generator;

/// <summary>What a person does to the sources between two runs of a generator.</summary>
internal enum Edit
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Another literal in the body of a method of an unrelated class.</summary>
    Unrelated,

    /// <summary>A comment in the file of an annotated class.</summary>
    Trivia,

    /// <summary>A statement in a method of an annotated class.</summary>
    Body,

    /// <summary>A member more in an annotated class.</summary>
    Model,

    /// <summary>Another argument of the attribute of an annotated class.</summary>
    Argument,

    /// <summary>An analyzer option of the project that no generator reads.</summary>
    Option,
}
