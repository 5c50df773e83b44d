using System.Resources;
using Microsoft.CodeAnalysis;

namespace ModuleIdentities.CodeFixes;

/// <summary>The texts of <c>CodeFixTexts.resx</c>, for the language of the editor.</summary>
internal static class CodeFixTexts
{
    private static readonly ResourceManager Manager = new(typeof(CodeFixTexts));

    public static string AddCancellationToken => Get(nameof(AddCancellationToken));

    public static string AwaitSend => Get(nameof(AwaitSend));

    public static string ReadFromConfiguration => Get(nameof(ReadFromConfiguration));

    public static string ReturnTask => Get(nameof(ReturnTask));

    public static string MakePartial(string type) => Get(nameof(MakePartial), type);

    public static string DeclareWithoutBody(string method) => Get(nameof(DeclareWithoutBody), method);

    public static string MoveToTheEnd(string parameter) => Get(nameof(MoveToTheEnd), parameter);

    public static string RemoveModifier(string modifier) => Get(nameof(RemoveModifier), modifier);

    public static string RenameModule(string moduleId) => Get(nameof(RenameModule), moduleId);

    public static string UseNearest(string name) => Get(nameof(UseNearest), name);

    private static string Get(string name, params string[] arguments) =>
        new LocalizableResourceString(name, Manager, typeof(CodeFixTexts), arguments).ToString(null);
}
