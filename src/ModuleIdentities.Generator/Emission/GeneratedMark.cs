namespace ModuleIdentities.Generator.Emission;

/// <summary>What marks generated code. The analyzers know our own half by the attribute.</summary>
internal static class GeneratedMark
{
    public const string ToolName = "ModuleIdentities";

    public static readonly string Version = typeof(GeneratedMark).Assembly.GetName().Version.ToString(3);

    /// <summary>
    /// The compiler follows nulls through a file that asks for warnings, a twelfth of what binding ours costs, to warn of code that nobody can change.
    /// That there is nothing to warn of is known from the tests, which ask.
    /// </summary>
    public const string Nullable = "#nullable enable annotations";

    public static readonly string Attribute = $"[global::System.CodeDom.Compiler.GeneratedCode(\"{ToolName}\", \"{Version}\")]";
}
