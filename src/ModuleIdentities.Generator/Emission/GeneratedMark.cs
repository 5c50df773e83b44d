namespace ModuleIdentities.Generator.Emission;

/// <summary>The attribute on every generated member; the analyzers know our own half by it.</summary>
internal static class GeneratedMark
{
    public const string ToolName = "ModuleIdentities.Generator";

    public static readonly string Attribute =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"{ToolName}\", \"{typeof(GeneratedMark).Assembly.GetName().Version}\")]";
}
