using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Benchmarks.Generator;

/// <summary>A generator with the input that asks it for the same work as the others: a class of five members.</summary>
/// <param name="Name">Its name in the tables.</param>
/// <param name="CreateGenerators">Makes the generators, as the compiler does.</param>
/// <param name="References">What the sources need besides the framework.</param>
/// <param name="Source">The text of the <em>n</em>th annotated class, after an edit.</param>
/// <param name="Preamble">A source that all classes share; empty for none.</param>
internal sealed record Subject(
    string Name,
    Func<IEnumerable<ISourceGenerator>> CreateGenerators,
    IReadOnlyList<MetadataReference> References,
    Func<int, Edit, string> Source,
    string Preamble = "")
{
    /// <summary>The five members of every input, as type and name.</summary>
    public static readonly (string Type, string Name)[] Members =
        [("string", "Text"), ("int", "Count"), ("bool", "Flag"), ("double", "Value"), ("System.DateTime", "Time")];

    /// <summary>The members after an edit: one more when the model is edited.</summary>
    public static IEnumerable<(string Type, string Name)> MembersAfter(Edit edit) =>
        edit == Edit.Model ? Members.Append(("long", "Extra")) : Members;

    /// <summary>A source file around a class, spread over twenty namespaces, with the edits that have nothing to do with the class's kind.</summary>
    public static string File(int n, Edit edit, string usings, string declaration) => $$"""
        {{usings}}
        namespace Bench.Part{{n % 20}};
        {{(edit == Edit.Trivia ? "// a thought" : "")}}
        {{declaration}}

        internal static class Beside{{n}}
        {
            public static int Compute(int x)
            {
                {{(edit == Edit.Body ? "x += 1;" : "")}}
                return x * 2;
            }
        }
        """;
}
