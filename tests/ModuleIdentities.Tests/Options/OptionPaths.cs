using System.Globalization;
using System.Reflection;

namespace ModuleIdentities.Tests.Options;

/// <summary>Every option that a configuration can set.</summary>
/// <param name="Path">Its path below the section.</param>
/// <param name="Type">Its type.</param>
/// <param name="Default">Its default as the documentation writes it; null for none.</param>
internal sealed record OptionPath(string Path, Type Type, string? Default);

internal static class OptionPaths
{
    public static IReadOnlyList<OptionPath> All { get; } = [.. Leaves(new ModuleIdentityOptions(), "")];

    private static IEnumerable<OptionPath> Leaves(object section, string prefix)
    {
        foreach (PropertyInfo property in section.GetType().GetProperties().Where(p => p.Name is not ("LoggerFactory" or "TimeProvider")))
        {
            object? value = property.GetValue(section);
            if (value?.GetType() is { IsClass: true, Namespace: nameof(ModuleIdentities) })
            {
                foreach (OptionPath leaf in Leaves(value, $"{prefix}{property.Name}:"))
                {
                    yield return leaf;
                }
            }
            else
            {
                string? text = Convert.ToString(value, CultureInfo.InvariantCulture);
                yield return new(
                    prefix + property.Name, property.PropertyType, value is bool ? text!.ToLowerInvariant() : string.IsNullOrEmpty(text) ? null : text);
            }
        }
    }
}
