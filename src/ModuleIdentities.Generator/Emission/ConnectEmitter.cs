using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>Writes the static way to a connected module.</summary>
internal static class ConnectEmitter
{
    private const string Runtime = "global::ModuleIdentities";
    private const string Task = "global::System.Threading.Tasks.Task";
    private const string Token = "global::System.Threading.CancellationToken";

    public static void Write(SourceWriter writer, string type, ModuleConstructor constructor)
    {
        // The constructor's own names stay as they are, since callers may name its arguments.
        string options = FreeName("options", constructor);
        string cancellationToken = FreeName("cancellationToken", constructor);

        writer.WriteLine("/// <summary>Gets or creates the module's identity and connects as it.</summary>");
        writer.WriteLine(GeneratedMark.Attribute);
        writer.WriteLine($"{constructor.Accessibility} static {Task}<{type}> ConnectAsync(");
        writer.Indent();
        if (constructor.Parameters.Count == 0)
        {
            writer.WriteLine($"{Runtime}.ModuleIdentityOptions {options}, {Token} {cancellationToken} = default) =>");
            writer.WriteLine($"{Runtime}.ModuleClient.ConnectAsync(new {type}(), {options}, {cancellationToken});");
        }
        else
        {
            WriteMirroredParameters(writer, constructor, options, cancellationToken);
            writer.WriteLine($"{Runtime}.ModuleClient.ConnectAsync(");
            writer.Indent();
            writer.WriteLine($"new {type}({Arguments(constructor)}), {options}, {cancellationToken});");
            writer.Unindent();
        }

        writer.Unindent();
        writer.WriteLine();
    }

    private static void WriteMirroredParameters(SourceWriter writer, ModuleConstructor constructor, string options, string cancellationToken)
    {
        writer.WriteLine($"{Runtime}.ModuleIdentityOptions {options},");
        foreach (ConstructorParameter parameter in constructor.Parameters)
        {
            writer.WriteLine($"{TypeOf(parameter)} {Identifier.Escape(parameter.Name)}{DefaultOf(parameter)},");
        }

        writer.WriteLine($"{Token} {cancellationToken} = default) =>");
    }

    private static string FreeName(string name, ModuleConstructor constructor)
    {
        foreach (ConstructorParameter parameter in constructor.Parameters)
        {
            if (parameter.Name == name)
            {
                return FreeName("module" + char.ToUpperInvariant(name[0]) + name.Substring(1), constructor);
            }
        }

        return name;
    }

    private static string TypeOf(ConstructorParameter parameter) => parameter.IsNullableReference ? parameter.Type + "?" : parameter.Type;

    private static string DefaultOf(ConstructorParameter parameter) => parameter.DefaultValue is { } value ? " = " + value : "";

    private static string Arguments(ModuleConstructor constructor)
    {
        string[] arguments = new string[constructor.Parameters.Count];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Identifier.Escape(constructor.Parameters[i].Name);
        }

        return string.Join(", ", arguments);
    }
}
