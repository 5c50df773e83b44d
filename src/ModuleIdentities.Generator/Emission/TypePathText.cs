using System.Text;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>A <see cref="TypePath"/> as C# source and as a file name.</summary>
internal static class TypePathText
{
    private const int LongestHintName = 100;

    /// <summary>The type as it is written anywhere: <c>global::Demo.Outer.Thermostat</c>.</summary>
    public static string FullyQualifiedName(this TypePath type)
    {
        StringBuilder name = new("global::");
        if (type.Namespace.Length > 0)
        {
            name.Append(Identifier.EscapeNamespace(type.Namespace)).Append('.');
        }

        foreach (ContainingType container in type.Containers)
        {
            name.Append(Identifier.EscapeType(container.Name)).Append('.');
        }

        return name.Append(Identifier.EscapeType(type.Name)).ToString();
    }

    /// <summary>
    /// The metadata name, kept to ASCII and to a length that Windows paths bear. What is lost in that, or in a file system that ignores case
    /// (<paramref name="isAmbiguous"/>), is told apart by a hash.
    /// </summary>
    public static string HintName(this TypePath type, bool isAmbiguous = false)
    {
        string metadataName = type.MetadataName();
        StringBuilder hint = new(metadataName.Length);
        bool isExact = metadataName.Length <= LongestHintName;
        foreach (char c in isExact ? metadataName : metadataName.Substring(0, LongestHintName))
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
    public static string MetadataName(this TypePath type)
    {
        StringBuilder name = new(type.Namespace);
        if (type.Namespace.Length > 0)
        {
            name.Append('.');
        }

        foreach (ContainingType container in type.Containers)
        {
            name.Append(container.Name).Append('+');
        }

        return name.Append(type.Name).ToString();
    }

    // string.GetHashCode differs from run to run, and a file name must not.
    private static string Fnv1a(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }

        return hash.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
