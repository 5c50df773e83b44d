using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Benchmarks.Generator.Subjects;

/// <summary>Our generator: used, and installed but unused.</summary>
internal static class OwnSubjects
{
    public const string Used = "ModuleIdentities";
    public const string Unused = "ModuleIdentities (unused)";

    public static IEnumerable<Subject> All =>
    [
        new(Used, Create, References, Source),
        new(Unused, Create, References, UnusedSource),
    ];

    public static IReadOnlyList<MetadataReference> References =>
    [
        MetadataReference.CreateFromFile(typeof(ModuleIdentityAttribute).Assembly.Location),
        .. FrameworkReferences.AspNetCore,
    ];

    private static IEnumerable<ISourceGenerator> Create() => [new ModuleIdentities.Generator.ModuleIdentityGenerator().AsSourceGenerator()];

    public static string Source(int n, Edit edit) => Subject.File(n, edit, "using System.Threading;\nusing System.Threading.Tasks;\nusing ModuleIdentities;", $$"""
        [ModuleIdentity("{{(edit == Edit.Argument ? "other" : "class")}}{{n}}")]
        public partial class Annotated{{n}}
        {
            {{string.Join("\n    ", Subject.MembersAfter(edit).Select(Member))}}
        }
        """);

    private static string Member((string Type, string Name) member) =>
        $"[Telemetry] public partial Task Send{member.Name}Async({member.Type} {member.Name.ToLowerInvariant()}, CancellationToken cancellationToken = default);";

    private static string UnusedSource(int n, Edit edit) => Subject.File(n, edit, "", $$"""
        [System.ComponentModel.Description("{{(edit == Edit.Argument ? "other" : "class")}}{{n}}")]
        public partial class Annotated{{n}}
        {
            {{string.Join("\n    ", Subject.MembersAfter(edit).Select(m => $"public {m.Type} {m.Name} {{ get; set; }}{(m.Type == "string" ? " = \"\";" : "")}"))}}
        }
        """);
}
