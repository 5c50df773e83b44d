using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Diagnostics.Secrets;

namespace ModuleIdentities.Generator.Diagnostics.Configuration;

/// <summary>Follows a configuration path into the schema of our section.</summary>
internal static class OptionPath
{
    /// <summary>The option at a path, and the section that it is in or should be in; neither when the path is not ours to judge.</summary>
    public static (OptionSchema? Option, OptionSchema? Parent) Resolve(OptionSchema schema, string path)
    {
        string[] names = path.Split(':');
        if (!string.Equals(names[0], SecretOptions.SectionName, StringComparison.OrdinalIgnoreCase))
        {
            return (null, null);
        }

        OptionSchema? parent = null;
        OptionSchema? option = schema;
        for (int i = 1; i < names.Length; i++)
        {
            parent = option;
            option = parent?.Find(names[i]);
            bool isLast = i == names.Length - 1;
            // A wrong parent has been reported itself, and somebody else's section is not ours.
            if (parent is null or { Kind: not (OptionKind.Section or OptionKind.List or OptionKind.Map) } || (option is null && !isLast))
            {
                return (null, null);
            }
        }

        return (option, parent);
    }

    /// <summary>What to write instead of an unknown name.</summary>
    public static LocalizableString Suggest(OptionSchema schema, OptionSchema parent, string name)
    {
        string[] siblings = [.. parent.Members.Select(static member => member.Name).OrderBy(static member => member, StringComparer.Ordinal)];
        string? meant = NearestName.Find(name, siblings) ?? FindElsewhere(schema, SecretOptions.SectionName, name);
        return meant is null
            ? DiagnosticTexts.Get("OptionsOfSection", parent.Name, string.Join(", ", siblings))
            : DiagnosticTexts.Get("OptionMeant", meant);
    }

    // The right name in the wrong section.
    private static string? FindElsewhere(OptionSchema section, string path, string name)
    {
        foreach (OptionSchema member in section.Members)
        {
            string memberPath = path + ":" + member.Name;
            string? found = string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase) ? memberPath : FindElsewhere(member, memberPath, name);
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }
}
