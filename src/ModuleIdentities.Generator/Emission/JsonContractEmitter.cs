using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>Writes the contracts of a class's payloads.</summary>
internal static class JsonContractEmitter
{
    private const string Accessor = "global::System.Runtime.CompilerServices.UnsafeAccessor";

    public static bool IsNeeded(ModuleClass module) =>
        module.Json.Count > 0 || module.Client!.JsonContext is not null || module.Sent.Any(static method => method.Parameters.Any(NeedsContract));

    public static void Write(SourceWriter writer, ModuleClass module)
    {
        if (!IsNeeded(module))
        {
            return;
        }

        writer.WriteLine(GeneratedMark.Attribute);
        string context = module.Client!.JsonContext is { } type ? type + ".Default" : "";
        string end = module.Json.Count == 0 ? ";" : "";
        writer.WriteLine($"private static readonly global::ModuleIdentities.JsonContracts s_moduleJson = new global::ModuleIdentities.JsonContracts({context}){end}");
        writer.Indent();
        for (int i = 0; i < module.Json.Count; i++)
        {
            Write(writer, module.Json[i], i == module.Json.Count - 1 ? ";" : "");
        }

        writer.Unindent();
        writer.WriteLine();
    }

    private static bool NeedsContract(SentParameter parameter) => parameter.Role switch
    {
        SentParameterRole.Field => parameter.Scalar == JsonScalar.None,
        SentParameterRole.Body or SentParameterRole.Bodies => true,
        _ => false,
    };

    private static void Write(SourceWriter writer, JsonContract contract, string end)
    {
        switch (contract)
        {
            case JsonCall call:
                writer.WriteLine($".{call.Method}({call.Argument}){end}");
                break;
            case JsonShape shape:
                Write(writer, shape, end);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(contract), contract, null);
        }
    }

    private static void Write(SourceWriter writer, JsonShape shape, string end)
    {
        string method = $"{(shape.IsStruct ? "Struct" : "Class")}<{shape.Type}>";
        List<string> calls = [.. shape.Creation is { } creation ? Creation(creation) : [], .. shape.Handling, .. shape.Properties.Select(property => Property(property, shape))];
        if (calls.Count == 0)
        {
            writer.WriteLine($".{method}(static type => type){end}");
            return;
        }

        writer.WriteLine($".{method}(static type => type");
        writer.Indent();
        for (int i = 0; i < calls.Count; i++)
        {
            writer.WriteLine($".{calls[i]}{(i == calls.Count - 1 ? ")" + end : "")}");
        }

        writer.Unindent();
    }

    private static IEnumerable<string> Creation(JsonCreation creation)
    {
        string members = creation.RequiredMembers.Count == 0
            ? ""
            : $" {{ {string.Join(", ", creation.RequiredMembers.Select(static member => Identifier.Escape(member) + " = default!"))} }}";
        if (creation.Parameters.Count == 0)
        {
            return [$"Create(static () => new(){members})"];
        }

        IEnumerable<string> arguments = creation.Parameters.Select(
            static (parameter, index) => $"({parameter.Type})arguments[{CSharpLiteral.TryFormat(index)}]!");
        return
        [
            $"Create(static arguments => new({string.Join(", ", arguments)}){members})",
            .. creation.Parameters.Select(static parameter =>
                $"Parameter<{parameter.Type}>({CSharpLiteral.Quote(parameter.Name)}{(parameter.DefaultValue is { } value ? ", " + value : "")})"),
        ];
    }

    private static string Property(JsonProperty property, JsonShape shape)
    {
        string member = Identifier.Escape(property.Name);
        string get = property.CanGet ? $", static o => o.{member}" : property.Setter == JsonSetter.None ? "" : ", null";
        string set = property.Setter switch
        {
            JsonSetter.None => "",
            JsonSetter.Assignment when shape.IsStruct => $", static (o, value) => o with {{ {member} = value }}",
            JsonSetter.Assignment => $", static (o, value) => o.{member} = value",
            _ => $", static (o, value) => {{ Set(o, value); [{Accessor}({Accessor}Kind.Method, Name = \"set_{property.Name}\")] " +
                $"static extern void Set({property.DeclaringType} o, {property.Type} value); }}",
        };
        string handling = string.Concat(property.Handling.Select(static call => "." + call));
        return $"Property<{property.Type}>({CSharpLiteral.Quote(property.Name)}{get}{set}){handling}";
    }
}
