using System.Reflection;
using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Benchmarks.Generator;

/// <summary>Loads the generators of a compiled peer, as the compiler would.</summary>
internal static class GeneratorLoader
{
    public static Func<IEnumerable<ISourceGenerator>> Load(string path)
    {
        Type[] types =
        [
            .. Assembly.LoadFrom(path).GetTypes().Where(type => !type.IsAbstract
                && type.GetCustomAttribute<GeneratorAttribute>()?.Languages.Contains(LanguageNames.CSharp) == true),
        ];
        return () => types.Select(type => Activator.CreateInstance(type, nonPublic: true) switch
        {
            IIncrementalGenerator incremental => incremental.AsSourceGenerator(),
            ISourceGenerator generator => generator,
            object other => throw new InvalidOperationException($"{other.GetType()} is no generator."),
            null => throw new InvalidOperationException($"{type} cannot be made."),
        });
    }
}
