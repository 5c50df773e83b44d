using System.Text.RegularExpressions;

namespace ModuleIdentities.Build;

/// <summary>A digital twin model as the generator has written it.</summary>
internal sealed class CompiledModel
{
    private static readonly Regex IdPattern = new("\"@id\": \"(dtmi:[A-Za-z0-9_:]+;[0-9]+)\"", RegexOptions.CultureInvariant);

    public CompiledModel(string text)
    {
        Text = text;
        Id = IdPattern.Match(text).Groups[1].Value;
    }

    /// <summary>The DTDL.</summary>
    public string Text { get; }

    /// <summary>The model id, for example <c>dtmi:com:example:Thermostat;1</c>.</summary>
    public string Id { get; }

    /// <summary>Where a device models repository has it, for example <c>dtmi/com/example/thermostat-1.json</c>.</summary>
    /// <remarks>Source: "Device models repository", Microsoft docs.</remarks>
    public string RepositoryPath => Id.ToLowerInvariant().Replace(':', '/').Replace(';', '-') + ".json";
}
