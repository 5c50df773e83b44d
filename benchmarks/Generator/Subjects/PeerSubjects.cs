using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Benchmarks.Generator.Subjects;

/// <summary>Generators that many projects have, on a class of five members of their kind.</summary>
internal static class PeerSubjects
{
    private const string Sdk = "Microsoft.NETCore.App.Ref";
    private const string AspNetCore = "Microsoft.AspNetCore.App.Ref";

    public static IEnumerable<Subject> All
    {
        get
        {
            yield return new(
                "System.Text.Json",
                FromPack(Sdk, "System.Text.Json.SourceGeneration.dll"),
                [],
                (n, edit) => Subject.File(n, edit, "using System.Text.Json.Serialization;", $$"""
                    public class Payload{{n}} { {{Properties(edit)}} }

                    [JsonSourceGenerationOptions(WriteIndented = {{(edit == Edit.Argument ? "true" : "false")}})]
                    [JsonSerializable(typeof(Payload{{n}}))]
                    public partial class Context{{n}} : JsonSerializerContext;
                    """));
            yield return new(
                "LoggerMessage",
                FromPack(AspNetCore, "Microsoft.Extensions.Logging.Generators.dll"),
                FrameworkReferences.AspNetCore,
                (n, edit) => Subject.File(n, edit, "using Microsoft.Extensions.Logging;", $$"""
                    public static partial class Log{{n}}
                    {
                        {{string.Join("\n    ", Subject.MembersAfter(edit).Select((m, i) => LogMethod(m, i, edit)))}}
                    }
                    """));
            yield return new(
                "OptionsValidator",
                FromPack(AspNetCore, "Microsoft.Extensions.Options.SourceGeneration.dll"),
                FrameworkReferences.AspNetCore,
                (n, edit) => Subject.File(n, edit, "using System.ComponentModel.DataAnnotations;\nusing Microsoft.Extensions.Options;", $$"""
                    public class Options{{n}} { {{Properties(edit, "[Required] ")}} }

                    [OptionsValidator]
                    public partial class Validator{{n}} : IValidateOptions<Options{{n}}>;
                    """));
            if (BuildFacts.Package("Riok.Mapperly", "4.3.1") is { } mapperly)
            {
                yield return new(
                    "Mapperly",
                    GeneratorLoader.Load(Newest(mapperly, "Riok.Mapperly.dll")),
                    [MetadataReference.CreateFromFile(Newest(mapperly, "Riok.Mapperly.Abstractions.dll", "lib"))],
                    (n, edit) => Subject.File(n, edit, "using Riok.Mapperly.Abstractions;", $$"""
                        public class From{{n}} { {{Properties(edit)}} }

                        public class To{{n}} { {{Properties(edit)}} }

                        [Mapper(UseDeepCloning = {{(edit == Edit.Argument ? "true" : "false")}})]
                        public partial class Mapper{{n}} { public partial To{{n}} Map(From{{n}} from); }
                        """));
            }

            if (BuildFacts.Package("CommunityToolkit.Mvvm", "8.4.2") is { } mvvm)
            {
                yield return new(
                    "MVVM Toolkit",
                    GeneratorLoader.Load(Newest(mvvm, "CommunityToolkit.Mvvm.SourceGenerators.dll")),
                    [MetadataReference.CreateFromFile(Path.Combine(mvvm, "lib", "net8.0", "CommunityToolkit.Mvvm.dll"))],
                    (n, edit) => Subject.File(n, edit, "using CommunityToolkit.Mvvm.ComponentModel;", $$"""
                        public partial class ViewModel{{n}} : ObservableObject
                        {
                            {{string.Join("\n    ", Subject.MembersAfter(edit).Select(m => $"[ObservableProperty] private {m.Type} _{m.Name.ToLowerInvariant()}{(m.Type == "string" ? " = \"\"" : "")};"))}}
                        }
                        """));
            }

            if (BuildFacts.Package("Refit", "14.0.1") is { } refit)
            {
                yield return new(
                    "Refit",
                    GeneratorLoader.Load(Newest(refit, "InterfaceStubGenerator*.dll")),
                    [MetadataReference.CreateFromFile(Newest(refit, "Refit.dll", "lib"))],
                    (n, edit) => Subject.File(n, edit, "using System.Threading.Tasks;\nusing Refit;", $$"""
                        public interface IApi{{n}}
                        {
                            {{string.Join("\n    ", Subject.MembersAfter(edit).Select(m => $"[Get(\"/{(edit == Edit.Argument ? "other" : "items")}/{m.Name}\")] Task<{m.Type}> Get{m.Name}Async(int id);"))}}
                        }
                        """));
            }
        }
    }

    private static Func<IEnumerable<ISourceGenerator>> FromPack(string pack, string file) =>
        GeneratorLoader.Load(Path.Combine(FrameworkReferences.Pack(pack), "analyzers", "dotnet", "cs", file));

    /// <summary>The file for the newest compiler or framework that the package has.</summary>
    private static string Newest(string package, string file, string folder = "analyzers") =>
        Directory.EnumerateFiles(Path.Combine(package, folder), file, SearchOption.AllDirectories)
            .OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal).Last();

    private static string Properties(Edit edit, string attribute = "") => string.Join(
        " ", Subject.MembersAfter(edit).Select(m => $"{attribute}public {m.Type} {m.Name} {{ get; set; }}{(m.Type == "string" ? " = \"\";" : "")}"));

    private static string LogMethod((string Type, string Name) member, int index, Edit edit) =>
        $"[LoggerMessage({index + 1}, LogLevel.{(edit == Edit.Argument ? "Warning" : "Information")}, \"{member.Name} is {{{member.Name}}}\")] "
        + $"public static partial void {member.Name}(this ILogger logger, {member.Type} {member.Name.ToLowerInvariant()});";
}
