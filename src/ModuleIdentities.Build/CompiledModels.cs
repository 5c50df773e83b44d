using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ModuleIdentities.Build;

/// <summary>Finds the models in a compiled assembly, without loading it: the constants <c>Dtdl</c> that the generator has written.</summary>
internal static class CompiledModels
{
    private const string Constant = "Dtdl";

    /// <summary>How the generator begins a model, and nobody else begins a text of that name.</summary>
    private const string Beginning = "{\n  \"@context\": ";

    /// <exception cref="System.BadImageFormatException">The file is no assembly.</exception>
    /// <exception cref="System.InvalidOperationException">The file is a program without metadata.</exception>
    public static List<CompiledModel> Read(string assembly)
    {
        using FileStream file = File.OpenRead(assembly);
        using PEReader image = new(file);
        MetadataReader metadata = image.GetMetadataReader();
        List<CompiledModel> models = [];
        foreach (FieldDefinitionHandle handle in metadata.FieldDefinitions)
        {
            FieldDefinition field = metadata.GetFieldDefinition(handle);
            if ((field.Attributes & FieldAttributes.Literal) != 0 && metadata.StringComparer.Equals(field.Name, Constant))
            {
                BlobReader value = metadata.GetBlobReader(metadata.GetConstant(field.GetDefaultValue()).Value);
                string text = value.ReadUTF16(value.Length);
                if (text.StartsWith(Beginning, StringComparison.Ordinal))
                {
                    models.Add(new CompiledModel(text));
                }
            }
        }

        return models;
    }
}
