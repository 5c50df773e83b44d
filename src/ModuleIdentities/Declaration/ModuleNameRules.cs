namespace ModuleIdentities;

/// <summary>
/// What a module id may be. This file is compiled into the runtime and into the analyzers, so that both give one verdict.
/// </summary>
/// <remarks>
/// Rule: "Understand and use module twins in IoT Hub" (Microsoft docs), less the characters that one of our own carriers cannot hold:
/// <c>+</c> and <c>#</c> are MQTT wildcards (MQTT 3.1.1, 4.7.1) and <c>;</c> ends a connection-string field. One or two dots alone are a path segment that
/// a client of the registry removes from its URL, escaped or not (RFC 3986, 5.2.4).
/// </remarks>
internal static class ModuleNameRules
{
    /// <summary>The longest module id, in characters.</summary>
    public const int MaximumLength = 128;

    /// <summary>The characters allowed beside ASCII letters and digits.</summary>
    public const string AllowedPunctuation = "-.%_*?!(),:=@$'";

    /// <summary>Finds the first reason for which <paramref name="name"/> cannot be a module id.</summary>
    /// <param name="name">The wanted module id.</param>
    /// <param name="position">The zero-based index of the offending character, or 0 when the whole name is at fault.</param>
    public static ModuleNameFault Check(string name, out int position)
    {
        position = 0;
        if (name.Length == 0)
        {
            return ModuleNameFault.Empty;
        }

        if (name[0] == '$')
        {
            return ModuleNameFault.Reserved;
        }

        if (name is "." or "..")
        {
            return ModuleNameFault.OnlyDots;
        }

        for (int i = 0; i < name.Length; i++)
        {
            if (!IsAllowed(name[i]))
            {
                position = i;
                return ModuleNameFault.InvalidCharacter;
            }
        }

        return name.Length > MaximumLength ? ModuleNameFault.TooLong : ModuleNameFault.None;
    }

    private static bool IsAllowed(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || AllowedPunctuation.Contains(c);
}

/// <summary>Why a string cannot be a module id.</summary>
internal enum ModuleNameFault
{
    /// <summary>The name is valid.</summary>
    None,

    /// <summary>The name has no character.</summary>
    Empty,

    /// <summary>The name is longer than <see cref="ModuleNameRules.MaximumLength"/>.</summary>
    TooLong,

    /// <summary>The name has a character that IoT Hub, MQTT or a connection string cannot carry.</summary>
    InvalidCharacter,

    /// <summary>The name is one dot or two, which clients take for a step in the path of the registry's URL.</summary>
    OnlyDots,

    /// <summary>The name starts with <c>$</c>, which is kept for system modules such as <c>$edgeAgent</c>.</summary>
    Reserved,
}
