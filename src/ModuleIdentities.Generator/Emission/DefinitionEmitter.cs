using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>Writes what a class declares of itself: its ids, and a typed call for everything that it receives.</summary>
internal static class DefinitionEmitter
{
    private const string Runtime = "global::ModuleIdentities";
    private const string FromResult = "global::System.Threading.Tasks.Task.FromResult";

    /// <summary>The argument that the class's client is made with.</summary>
    public static string ClientArgument(ModuleClass module) => IsNeeded(module) ? "s_moduleDefinition" : "ModuleId";

    public static void Write(SourceWriter writer, ModuleClass module)
    {
        if (!IsNeeded(module))
        {
            return;
        }

        writer.WriteLine(GeneratedMark.Attribute);
        string type = $"{Runtime}.ModuleDefinition<{Identifier.EscapeType(module.Type.Own.Name)}>";
        string modelId = module.Client!.ModelId is { } model ? $", {CSharpLiteral.Quote(model)}" : "";
        string contracts = JsonContractEmitter.IsNeeded(module) ? ", contracts: s_moduleJson" : "";
        writer.WriteLine($"private static readonly {type} s_moduleDefinition = new {type}(ModuleId{modelId}{contracts}){(module.Received.Count == 0 ? ";" : "")}");
        writer.Indent();
        for (int i = 0; i < module.Received.Count; i++)
        {
            Write(writer, module.Received[i], i == module.Received.Count - 1 ? ";" : "");
        }

        writer.Unindent();
        writer.WriteLine();
    }

    private static bool IsNeeded(ModuleClass module) => module.Received.Count > 0 || module.Client!.ModelId is not null;

    private static void Write(SourceWriter writer, ReceivedMethod method, string end)
    {
        string types = string.Join(", ", new[] { method.ValueType, method.ResponseType }.OfType<string>());
        string call = method.Kind switch
        {
            ReceivedKind.DirectMethod => "WithDirectMethod",
            ReceivedKind.Input => "WithInput",
            _ => "WithDesiredProperty",
        };
        string acceptsNull = method.AcceptsNull ? ", acceptsNull: true" : "";
        string component = method.Component is { } name ? $", component: {CSharpLiteral.Quote(name)}" : "";
        writer.WriteLine($".{call}{(types.Length > 0 ? $"<{types}>" : "")}({CSharpLiteral.Quote(method.WireName)}, {Lambda(method)}{acceptsNull}{component}){end}");
    }

    private static string Lambda(ReceivedMethod method)
    {
        string token = method.HasToken ? "cancellationToken" : "_";
        string value = method.Kind switch
        {
            ReceivedKind.DirectMethod => "request",
            ReceivedKind.Input => "body",
            _ => "value",
        };
        string[] parameters =
        [
            "module",
            .. method.ValueType is null ? Array.Empty<string>() : [value],
            .. method.Kind == ReceivedKind.DesiredProperty ? [method.HasVersion ? "version" : "_"] : Array.Empty<string>(),
            .. method.Kind == ReceivedKind.Input ? [method.HasMessage ? "message" : "_"] : Array.Empty<string>(),
            token,
        ];
        string[] arguments =
        [
            .. method.ValueType is null ? Array.Empty<string>() : [value],
            .. method.HasVersion ? ["version"] : Array.Empty<string>(),
            .. method.HasMessage ? ["message"] : Array.Empty<string>(),
            .. method.HasToken ? ["cancellationToken"] : Array.Empty<string>(),
        ];
        return $"static ({string.Join(", ", parameters)}) => {Answer(method, $"module.{Identifier.Escape(method.Name)}({string.Join(", ", arguments)})")}";
    }

    private static string Answer(ReceivedMethod method, string call)
    {
        string task = method.Result.Form == ReceivedForm.ValueTask ? call + ".AsTask()" : call;
        if (method.Kind == ReceivedKind.Input)
        {
            return method.Result.Form == ReceivedForm.Direct ? $"{{ {call}; return global::System.Threading.Tasks.Task.CompletedTask; }}" : task;
        }

        (string nothing, string after) = method.Kind == ReceivedKind.DirectMethod ? ("Done", "DoneAfter") : ("Accepted", "AcceptedAfter");
        return (method.Result.Content, method.Result.Form) switch
        {
            (ReceivedContent.Nothing, ReceivedForm.Direct) => $"{{ {call}; return {Runtime}.Answer.{nothing}; }}",
            (ReceivedContent.Nothing, _) => $"{Runtime}.Answer.{after}({task})",
            (ReceivedContent.Payload, _) => $"{Runtime}.Answer.Ok({task})",
            (_, ReceivedForm.Direct) => $"{FromResult}({call})",
            _ => task,
        };
    }
}
