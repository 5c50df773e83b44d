using System.Reflection;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Diagnostics;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>All our diagnostics.</summary>
internal static class Rules
{
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        .. typeof(DiagnosticDescriptors).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (DiagnosticDescriptor)field.GetValue(null)!)
            .OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal),
    ];

    public static TheoryData<string> Ids => [.. All.Select(descriptor => descriptor.Id)];

    public static DiagnosticDescriptor Get(string id) => All.Single(descriptor => descriptor.Id == id);
}
