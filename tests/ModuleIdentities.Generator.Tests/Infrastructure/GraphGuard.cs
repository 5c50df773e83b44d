using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>Walks everything that a step hands on, and fails on what would keep a compilation alive or make equal models unequal.</summary>
internal static class GraphGuard
{
    public static void AssertValuesOnly(GeneratorRunResult result)
    {
        HashSet<object> visited = new(ReferenceEqualityComparer.Instance);
        foreach (string step in TrackedSteps.Names.Where(result.TrackedSteps.ContainsKey))
        {
            foreach (IncrementalGeneratorRunStep run in result.TrackedSteps[step])
            {
                foreach ((object value, _) in run.Outputs)
                {
                    Visit(value, step, visited);
                }
            }
        }
    }

    internal static void Visit(object? value, string path, HashSet<object> visited)
    {
        // A rule is the same for every compilation.
        if (value is null or string or DiagnosticDescriptor || value.GetType() is { IsPrimitive: true } or { IsEnum: true })
        {
            return;
        }

        Assert.False(
            value is Compilation or ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or Location or AttributeData or SemanticModel or IOperation,
            $"{path} holds a {value.GetType()}.");
        if (!value.GetType().IsValueType && !visited.Add(value))
        {
            return;
        }

        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                Visit(item, path + "[]", visited);
            }

            return;
        }

        foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
        {
            Visit(field.GetValue(value), $"{path}.{field.Name}", visited);
        }
    }
}
