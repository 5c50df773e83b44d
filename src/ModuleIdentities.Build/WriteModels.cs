using System.Text;
using Microsoft.Build.Framework;

namespace ModuleIdentities.Build;

/// <summary>Writes the digital twin models of a compiled project to the files in which a device models repository has them.</summary>
public sealed class WriteModels : Microsoft.Build.Utilities.Task
{
    /// <summary>The compiled assembly.</summary>
    [Required]
    public string Assembly { get; set; } = "";

    /// <summary>The folder of the repository; made when it is not there.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        foreach (CompiledModel model in CompiledModels.Read(Assembly))
        {
            string path = Path.Combine(Directory, model.RepositoryPath);
            try
            {
                Write(path, model.Text + "\n");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Log.LogError(
                    subcategory: null, errorCode: "MIDCFG02", helpKeyword: null, file: path, 0, 0, 0, 0,
                    "The model {0} cannot be written: {1} See ModuleIdentitiesModelDirectory.", model.Id, exception.Message);
            }
        }

        return !Log.HasLoggedErrors;
    }

    private void Write(string path, string text)
    {
        if (IsSame(path, text))
        {
            return;
        }

        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            Log.LogMessage(MessageImportance.High, "Model written to {0}", path);
        }
        catch (IOException) when (IsSame(path, text))
        {
            // The build for another target framework was quicker.
        }
    }

    private static bool IsSame(string path, string text) => File.Exists(path) && File.ReadAllText(path) == text;
}
