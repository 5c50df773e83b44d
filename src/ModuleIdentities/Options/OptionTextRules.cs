namespace ModuleIdentities;

/// <summary>
/// What texts of the configuration may be. This file is compiled into the runtime and into the analyzers, so that both give one verdict.
/// </summary>
internal static class OptionTextRules
{
    /// <summary>The longest registration id, in characters.</summary>
    public const int MaximumRegistrationIdLength = 128;

    /// <summary>Whether a text has the form of an ID scope: letters and digits.</summary>
    public static bool IsIdScope(string text) => text.Length > 0 && text.All(IsLetterOrDigit);

    /// <summary>Whether a text can be a registration id: letters, digits and <c>- . _ :</c>, ending in a letter, a digit or <c>-</c>.</summary>
    public static bool IsRegistrationId(string text) =>
        text.Length is > 0 and <= MaximumRegistrationIdLength
        && text.All(static c => IsLetterOrDigit(c) || c is '-' or '.' or '_' or ':')
        && (IsLetterOrDigit(text[text.Length - 1]) || text[text.Length - 1] == '-');

    private static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
