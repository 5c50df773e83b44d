using Microsoft.CodeAnalysis;
using ModuleIdentities.Benchmarks.Generator.Floors;

namespace ModuleIdentities.Benchmarks.Generator.Subjects;

/// <summary>The yardsticks: generators that do next to nothing, each differing from the first in one thing.</summary>
internal static class FloorSubjects
{
    public const string Fawmn = "floor-fawmn";
    public const string NoOutput = "nooutput";

    public static IEnumerable<Subject> All =>
    [
        Create(Fawmn, static () => new FawmnFloor()),
        Create("attr-only", static () => new AttributeOnlyFloor()),
        Create(NoOutput, static () => new NoOutputFloor(), "Floor.Unused"),
        Create("floor-normalize", static () => new NormalizeFloor()),
        Create("floor-collect", static () => new CollectFloor()),
        new("floor-methods", static () => [new MethodFloor().AsSourceGenerator()], OwnSubjects.References, OwnSubjects.Source),
        Create("floor-symbolmodel", static () => new SymbolModelFloor()),
        Create("floor-compilation", static () => new CompilationFloor()),
    ];

    private static Subject Create(string name, Func<IIncrementalGenerator> create, string _ = "") => new(
        name,
        () => [create().AsSourceGenerator()],
        [],
        Source,
        """
        namespace Floor;

        [System.AttributeUsage(System.AttributeTargets.Class)]
        internal sealed class AnnotatedAttribute(string name) : System.Attribute
        {
            public string Name { get; } = name;
        }
        """);

    private static string Source(int n, Edit edit) => Subject.File(n, edit, "", $$"""
        [Floor.Annotated("{{(edit == Edit.Argument ? "other" : "class")}}{{n}}")]
        public partial class Annotated{{n}}
        {
            {{string.Join("\n    ", Subject.MembersAfter(edit).Select(m => $"public {m.Type} {m.Name} {{ get; set; }}{(m.Type == "string" ? " = \"\";" : "")}"))}}
        }
        """);
}
