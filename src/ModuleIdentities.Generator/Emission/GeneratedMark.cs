namespace ModuleIdentities.Generator.Emission;

/// <summary>The attribute on every generated member that has code; the analyzers know our own half by it.</summary>
internal static class GeneratedMark
{
    public const string ToolName = "ModuleIdentities";

    public static readonly string Version = typeof(GeneratedMark).Assembly.GetName().Version.ToString(3);

    public static readonly string Attribute = $"[global::System.CodeDom.Compiler.GeneratedCode(\"{ToolName}\", \"{Version}\")]";
}
