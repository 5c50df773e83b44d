using System.Xml.Linq;

namespace ModuleIdentities.Packaging.Tests;

/// <summary>The versions of packages that a file of central package management names.</summary>
internal static class PackageVersions
{
    /// <summary>Those of this repository: a feed that serves its build has them.</summary>
    public static IReadOnlyDictionary<string, string> OfRepository { get; } = Read(Path.Combine(Repository.Root, "Directory.Packages.props"));

    public static IReadOnlyDictionary<string, string> Read(string file)
    {
        XElement project = XElement.Load(file);
        Dictionary<string, string> properties = project.Elements("PropertyGroup").Elements().ToDictionary(each => $"$({each.Name.LocalName})", each => each.Value);
        return project.Elements("ItemGroup").Elements("PackageVersion").ToDictionary(
            each => each.Attribute("Include")!.Value,
            each => properties.GetValueOrDefault(each.Attribute("Version")!.Value, each.Attribute("Version")!.Value));
    }
}
