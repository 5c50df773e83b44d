using System.Globalization;
using System.Text;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>The names of generated files.</summary>
internal static class HintName
{
    private const int Longest = 100;
    private const string Extension = ".g.cs";

    /// <summary>
    /// The metadata name, kept to ASCII and to a length that Windows paths bear. What is lost in that, or in a file system that ignores case
    /// (<paramref name="isAmbiguous"/>), is told apart by a hash.
    /// </summary>
    public static string Of(TypePath path, bool isAmbiguous = false)
    {
        string metadataName = MetadataName(path);
        if (!isAmbiguous && metadataName.Length <= Longest && metadataName.All(IsAscii))
        {
            return metadataName + Extension;
        }

        StringBuilder hint = new(metadataName.Length);
        foreach (char c in metadataName.Substring(0, Math.Min(metadataName.Length, Longest)))
        {
            hint.Append(IsAscii(c) ? c : '_');
        }

        return hint.Append('-').Append(Fnv1a(metadataName)).Append(Extension).ToString();
    }

    /// <summary>The name that tells nesting (<c>+</c>) from namespaces (<c>.</c>).</summary>
    public static string MetadataName(TypePath path)
    {
        if (path.Types.Count == 1 && path.Own.TypeParameters.Count == 0)
        {
            return path.Namespace.Length == 0 ? path.Own.Name : $"{path.Namespace}.{path.Own.Name}";
        }

        StringBuilder name = new(path.Namespace);
        for (int i = 0; i < path.Types.Count; i++)
        {
            TypeDeclaration type = path.Types[i];
            string separator = i > 0 ? "+" : path.Namespace.Length > 0 ? "." : "";
            name.Append(separator).Append(type.Name);
            if (type.TypeParameters.Count > 0)
            {
                name.Append('`').Append(type.TypeParameters.Count.ToString(CultureInfo.InvariantCulture));
            }
        }

        return name.ToString();
    }

    private static bool IsAscii(char c) => c < 128;

    // string.GetHashCode differs from run to run, and a file name must not.
    private static string Fnv1a(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
