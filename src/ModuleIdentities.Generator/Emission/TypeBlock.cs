using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>The generated half of a class, in its namespace and in the types that contain it.</summary>
internal static class TypeBlock
{
    /// <summary>Opens all of it.</summary>
    /// <param name="writer">The text.</param>
    /// <param name="type">The class.</param>
    /// <param name="bases">What it is of, from the colon on; empty for nothing more.</param>
    public static void Open(SourceWriter writer, TypePath type, string bases)
    {
        if (type.Namespace.Length > 0)
        {
            writer.WriteLine($"namespace {Identifier.EscapeNamespace(type.Namespace)};");
            writer.WriteLine();
        }

        for (int i = 0; i < type.Types.Count - 1; i++)
        {
            writer.WriteLine(type.Types[i].PartialDeclaration());
            writer.OpenBlock();
        }

        writer.WriteLine($"{type.Own.PartialDeclaration()}{bases}");
        writer.OpenBlock();
    }

    /// <summary>Closes the types that contain the class, whose own block is closed.</summary>
    public static void CloseContaining(SourceWriter writer, TypePath type)
    {
        for (int i = 0; i < type.Types.Count - 1; i++)
        {
            writer.CloseBlock();
        }
    }
}
