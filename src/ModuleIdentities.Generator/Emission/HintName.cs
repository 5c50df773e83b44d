using System.Globalization;
using System.Text;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>The names of generated files.</summary>
internal static class HintName
{
    private const int Longest = 100;

    /// <summary>
    /// The metadata name, kept to ASCII and to a length that Windows paths bear. What is lost in that, or in a file system that ignores case
    /// (<paramref name="isAmbiguous"/>), is told apart by a hash.
    /// </summary>
    public static string Of(TypePath path, bool isAmbiguous = false)
    {
        string metadataName = MetadataName(path);
        StringBuilder hint = new(metadataName.Length);
        bool isExact = metadataName.Length <= Longest;
        foreach (char c in isExact ? metadataName : metadataName.Substring(0, Longest))
        {
            bool isAscii = c < 128;
            isExact &= isAscii;
            hint.Append(isAscii ? c : '_');
        }

        if (!isExact || isAmbiguous)
        {
            hint.Append('-').Append(Fnv1a(metadataName));
        }

        return hint.Append(".g.cs").ToString();
    }

    /// <summary>The name that tells nesting (<c>+</c>) from namespaces (<c>.</c>).</summary>
    public static string MetadataName(TypePath path)
    {
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
