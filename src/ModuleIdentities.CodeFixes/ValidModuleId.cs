using System.Globalization;
using System.Text;
using ModuleIdentities.Generator.Diagnostics;

namespace ModuleIdentities.CodeFixes;

/// <summary>Finds the valid module id that is nearest to one that is not.</summary>
internal static class ValidModuleId
{
    /// <summary>
    /// The id of an agent when it is meant ("Defender IoT micro agent"); otherwise the same letters without accents, words run together, and a
    /// hyphen for each run of what is not allowed.
    /// </summary>
    /// <param name="wanted">The id that is not valid.</param>
    /// <param name="fallback">The name of the class, for an id of which nothing is left.</param>
    public static string Nearest(string wanted, string fallback)
    {
        string letters = Letters(wanted);
        string? agent = WellKnownModules.Ids.FirstOrDefault(id => letters.Length > 0 && Letters(id) == letters);
        if (agent is not null)
        {
            return agent;
        }

        StringBuilder id = new();
        bool startsWord = false;
        foreach (char c in wanted.Trim().TrimStart('$').Select(WithoutAccent))
        {
            if (char.IsWhiteSpace(c))
            {
                startsWord = true;
            }
            else if (IsAllowed(c))
            {
                id.Append(startsWord ? char.ToUpperInvariant(c) : c);
                startsWord = false;
            }
            else if (id.Length > 0 && id[id.Length - 1] != '-' && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                id.Append('-');
                startsWord = false;
            }
        }

        return Shortened(id.ToString().TrimEnd('-')) ?? Shortened(new string([.. fallback.Where(IsAllowed)]).TrimStart('$')) ?? "module";
    }

    private static string? Shortened(string id)
    {
        string shortened = id.Length > ModuleNameRules.MaximumLength ? id.Substring(0, ModuleNameRules.MaximumLength) : id;
        return ModuleNameRules.Check(shortened, out _) == ModuleNameFault.None ? shortened : null;
    }

    private static char WithoutAccent(char c) => c > '\u007F' && char.IsLetter(c) ? c.ToString().Normalize(NormalizationForm.FormD)[0] : c;

    private static bool IsAllowed(char c) => ModuleNameRules.Check("a" + c, out _) == ModuleNameFault.None;

    private static string Letters(string text) => new([.. text.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant)]);
}
