using System.Security.Cryptography;
using System.Text;

namespace ModuleIdentities;

/// <summary>The name of the files of one module.</summary>
internal static class ModuleFileName
{
    /// <summary>Readable, and distinct even where file names ignore case or some characters.</summary>
    public static string Of(string moduleId)
    {
        string readable = string.Concat(moduleId.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_').Take(40));
        string distinct = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(moduleId)), 0, 4);
        return $"{readable}-{distinct}";
    }
}
