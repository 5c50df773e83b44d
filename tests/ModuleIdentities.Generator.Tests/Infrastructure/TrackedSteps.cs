using System.Collections.Immutable;
using System.Reflection;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>The names of all steps that the generator lets tests see.</summary>
internal static class TrackedSteps
{
    public static ImmutableArray<string> Names { get; } =
        [.. typeof(TrackingNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];
}
