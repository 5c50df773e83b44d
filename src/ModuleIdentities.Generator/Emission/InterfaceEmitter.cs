using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>Writes the interface of what a class sends, so that code that sends can be tested without a hub.</summary>
internal static class InterfaceEmitter
{
    /// <summary>The interface's name, beside the class.</summary>
    public static string NameOf(ModuleClass module) => Identifier.EscapeType("I" + module.Type.Own.Name);

    /// <summary>Whether the compiler would miss documentation in the interface that it misses in the class already.</summary>
    public static bool LacksDocumentation(ModuleClass module) =>
        module.Client?.InterfaceAccessibility is not null && module.Sent.Any(static method => method is { IsPublic: true, IsDocumented: false });

    public static void Write(SourceWriter writer, ModuleClass module)
    {
        if (module.Client?.InterfaceAccessibility is not { } accessibility)
        {
            return;
        }

        string type = Identifier.EscapeType(module.Type.Own.Name);
        writer.WriteLine();
        writer.WriteLine($"/// <summary>What <see cref=\"{type}\"/> sends.</summary>");
        writer.WriteLine(GeneratedMark.Attribute);
        writer.WriteLine($"{accessibility} interface {NameOf(module)}");
        writer.OpenBlock();
        bool isFirst = true;
        foreach (SentMethod method in module.Sent.Where(static method => method.IsPublic))
        {
            if (!isFirst)
            {
                writer.WriteLine();
            }

            isFirst = false;
            string name = Identifier.Escape(method.Name);
            if (method.IsDocumented)
            {
                writer.WriteLine(method.IsOverloaded ? "/// <summary>As the class documents it.</summary>" : $"/// <inheritdoc cref=\"{type}.{name}\"/>");
            }

            writer.WriteLine($"{ParameterList.Task} {name}({ParameterList.WithDefaults(method)});");
        }

        writer.CloseBlock();
    }
}
