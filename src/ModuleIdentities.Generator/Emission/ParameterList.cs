using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>The parameters of a method that sends, as C# source.</summary>
internal static class ParameterList
{
    public const string Task = "global::System.Threading.Tasks.Task";

    /// <summary>As the implementing half of a partial method repeats them: without default values.</summary>
    public static string Of(SentMethod method) =>
        string.Join(", ", method.Parameters.Select(Of));

    /// <summary>As a declaration of their own has them.</summary>
    public static string WithDefaults(SentMethod method) => string.Join(", ", method.Parameters.Select(static parameter =>
        Of(parameter) + (parameter.DefaultValue is { } value ? " = " + value : "")));

    private static string Of(SentParameter parameter) =>
        $"{(parameter.IsParams ? "params " : "")}{parameter.Type} {Identifier.Escape(parameter.Name)}";
}
