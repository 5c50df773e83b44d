using System.Text;

namespace ModuleIdentities;

/// <summary>
/// What the names that a module class declares may be. This file is compiled into the runtime and into the analyzers, so that both give one verdict.
/// </summary>
internal static class DeclaredNameRules
{
    /// <summary>The longest key of a twin, in bytes of UTF-8 ("Understand and use device twins in IoT Hub", Microsoft docs).</summary>
    public const int LongestTwinKey = 1024;

    /// <summary>The longest name of a direct method, in characters.</summary>
    public const int LongestMethod = 128;

    /// <summary>The longest name of a component, in characters (DTDL v2, "Component"; v3 allows more).</summary>
    public const int LongestComponent = 64;

    /// <summary>The longest identifier of an interface, in characters (DTDL v3, "Interface").</summary>
    public const int LongestModelId = 128;

    /// <summary>Checks the name of a reported or desired property: a key of a twin.</summary>
    /// <param name="name">The name.</param>
    /// <param name="position">The zero-based index of the offending character, or 0 when the whole name is at fault.</param>
    /// <remarks>Rule: "Understand and use device twins in IoT Hub" (Microsoft docs), and <c>#</c>, which the hub refuses too.</remarks>
    public static NameFault CheckTwinProperty(string name, out int position)
    {
        position = IndexOf(name, static c => c is '.' or '$' or '#' or ' ' || char.IsControl(c) || char.IsSurrogate(c));
        // A pair is one character of four bytes; half of one cannot be written as UTF-8.
        while (position >= 0 && position + 1 < name.Length && char.IsSurrogatePair(name[position], name[position + 1]))
        {
            int next = IndexOf(name.Substring(position + 2), static c => c is '.' or '$' or '#' or ' ' || char.IsControl(c) || char.IsSurrogate(c));
            position = next < 0 ? -1 : position + 2 + next;
        }

        return Verdict(name, ref position, position < 0 && Encoding.UTF8.GetByteCount(name) > LongestTwinKey);
    }

    /// <summary>Checks the name of a direct method: a level of an MQTT topic, before a question mark.</summary>
    /// <param name="name">The name.</param>
    /// <param name="position">The zero-based index of the offending character, or 0 when the whole name is at fault.</param>
    /// <remarks>Rule: "Understand and invoke direct methods from IoT Hub" (Microsoft docs); <c>*</c> separates a component from its command.</remarks>
    public static NameFault CheckDirectMethod(string name, out int position)
    {
        position = IndexOf(name, static c => c is <= ' ' or > '~' or '/' or '+' or '#' or '?' or '*');
        return Verdict(name, ref position, name.Length > LongestMethod);
    }

    /// <summary>Checks the name of an input or an output: a level of an MQTT topic, and a part of a route of IoT Edge.</summary>
    /// <param name="name">The name.</param>
    /// <param name="position">The zero-based index of the offending character, or 0 when the whole name is at fault.</param>
    /// <remarks>
    /// Rule: "Learn how to deploy modules and establish routes in IoT Edge" (Microsoft docs): <c>/messages/modules/m/outputs/o</c>, where <c>*</c> stands
    /// for all, and <c>BrokeredEndpoint("/modules/m/inputs/i")</c>.
    /// </remarks>
    public static NameFault CheckEndpoint(string name, out int position)
    {
        position = IndexOf(name, static c => c is <= ' ' or > '~' or '/' or '+' or '#' or '?' or '*' or '"');
        return Verdict(name, ref position, isTooLong: false);
    }

    /// <summary>Checks the name of a component.</summary>
    /// <param name="name">The name.</param>
    /// <param name="position">The zero-based index of the offending character, or 0 when the whole name is at fault.</param>
    public static NameFault CheckComponent(string name, out int position)
    {
        position = SegmentFault(name);
        return Verdict(name, ref position, name.Length > LongestComponent);
    }

    /// <summary>Checks the name of an application property of a message.</summary>
    /// <param name="name">The name.</param>
    /// <param name="position">The zero-based index of the offending character, or 0 when the whole name is at fault.</param>
    /// <remarks>Rule: "Create and read IoT Hub messages" (Microsoft docs): names that begin so are the hub's own.</remarks>
    public static NameFault CheckMessageProperty(string name, out int position)
    {
        position = IndexOf(name, char.IsControl);
        return (name.Length > 0 && name[0] == '$') || name.StartsWith("iothub-", StringComparison.OrdinalIgnoreCase)
            ? NameFault.Reserved
            : Verdict(name, ref position, isTooLong: false);
    }

    /// <summary>
    /// Checks a digital twin model identifier of an interface (DTDL v3, "Digital Twin Model Identifier"), in the form that models repositories file it
    /// under: with a version of one part. Segments that begin with <c>_</c> and the beginnings <c>dtmi:dtdl:</c> and <c>dtmi:standard:</c> are DTDL's own.
    /// </summary>
    /// <param name="name">The identifier.</param>
    /// <param name="position">The zero-based index of the offending character, or 0 when the whole is at fault.</param>
    public static NameFault CheckModelId(string name, out int position)
    {
        position = 0;
        if (name.Length == 0)
        {
            return NameFault.Empty;
        }

        int semicolon = name.IndexOf(';');
        if (!name.StartsWith("dtmi:", StringComparison.Ordinal) || semicolon < 0)
        {
            return NameFault.Malformed;
        }

        if (name.StartsWith("dtmi:dtdl:", StringComparison.Ordinal) || name.StartsWith("dtmi:standard:", StringComparison.Ordinal))
        {
            return NameFault.Reserved;
        }

        int start = 5;
        foreach (string segment in name.Substring(5, semicolon - 5).Split(':'))
        {
            int fault = SegmentFault(segment);
            if (fault >= 0)
            {
                position = Math.Min(start + fault, name.Length - 1);
                return segment.Length == 0 ? NameFault.Malformed : NameFault.InvalidCharacter;
            }

            start += segment.Length + 1;
        }

        string version = name.Substring(semicolon + 1);
        bool isVersion = version.Length is > 0 and <= 9 && version[0] != '0' && IndexOf(version, static c => !IsDigit(c)) < 0;
        return !isVersion ? NameFault.Malformed : name.Length > LongestModelId ? NameFault.TooLong : NameFault.None;
    }

    private static int SegmentFault(string segment)
    {
        int position = IndexOf(segment, static c => !(IsLetter(c) || IsDigit(c) || c == '_'));
        return position >= 0 ? position
            : segment.Length == 0 || !IsLetter(segment[0]) ? 0
            : segment[segment.Length - 1] == '_' ? segment.Length - 1
            : -1;
    }

    private static NameFault Verdict(string name, ref int position, bool isTooLong)
    {
        bool hasFault = position >= 0;
        position = Math.Max(position, 0);
        return name.Length == 0 ? NameFault.Empty : hasFault ? NameFault.InvalidCharacter : isTooLong ? NameFault.TooLong : NameFault.None;
    }

    private static int IndexOf(string name, Func<char, bool> isAtFault)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (isAtFault(name[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}

/// <summary>Why a name is refused.</summary>
internal enum NameFault
{
    /// <summary>The name is valid.</summary>
    None,

    /// <summary>It has no character.</summary>
    Empty,

    /// <summary>It is longer than its carrier takes.</summary>
    TooLong,

    /// <summary>It has a character that its carrier does not take.</summary>
    InvalidCharacter,

    /// <summary>IoT Hub keeps it for itself.</summary>
    Reserved,

    /// <summary>It has not the form that is asked for.</summary>
    Malformed,
}
