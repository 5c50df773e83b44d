using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;

namespace ModuleIdentities.Build;

/// <summary>Writes the digital twin models of a compiled project to the files in which a device models repository has them.</summary>
/// <remarks>Source of the paths: "Device models repository", Microsoft docs: <c>dtmi:com:example:Thermostat;1</c> is in <c>dtmi/com/example/thermostat-1.json</c>.</remarks>
public sealed class WriteModels : Microsoft.Build.Utilities.Task
{
    private static readonly Regex Id = new("\"@id\": \"(dtmi:[A-Za-z0-9_:]+;[0-9]+)\"", RegexOptions.CultureInvariant);

    /// <summary>The compiled assembly.</summary>
    [Required]
    public string Assembly { get; set; } = "";

    /// <summary>The folder of the repository; made when it is not there.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        foreach (string model in CompiledModels.Read(Assembly))
        {
            string id = Id.Match(model).Groups[1].Value;
            string path = Path.Combine(Directory, id.ToLowerInvariant().Replace(':', '/').Replace(';', '-') + ".json");
            try
            {
                Write(path, model + "\n");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Log.LogError(
                    subcategory: null, errorCode: "MIDCFG02", helpKeyword: null, file: path, 0, 0, 0, 0,
                    "The model {0} cannot be written: {1} See ModuleIdentitiesModelDirectory.", id, exception.Message);
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
