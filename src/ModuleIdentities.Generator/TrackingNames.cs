namespace ModuleIdentities.Generator;

/// <summary>The names under which tests find the pipeline's steps.</summary>
internal static class TrackingNames
{
    public const string Modules = nameof(Modules);
    public const string Blocked = nameof(Blocked);
    public const string AmbiguousHintNames = nameof(AmbiguousHintNames);
    public const string Registrations = nameof(Registrations);
}
