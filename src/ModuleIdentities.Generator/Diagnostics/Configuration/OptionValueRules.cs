using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Diagnostics.Configuration;

/// <summary>Says what an option wants instead of the value it is given. It refuses what the runtime refuses, and what nobody means.</summary>
internal static class OptionValueRules
{
    /// <summary>What to write instead, or <see langword="null"/> when the value is right, or stands for none.</summary>
    public static LocalizableString? Check(OptionSchema option, JsonNode value)
    {
        if (value.Kind == JsonKind.Null || option.Kind == OptionKind.Anything)
        {
            return null;
        }

        bool isContainer = value.Kind is JsonKind.Object or JsonKind.Array;
        if (option.Kind is OptionKind.Section or OptionKind.List or OptionKind.Map)
        {
            // An empty text is an empty section to the configuration.
            return isContainer || value.Text.Length == 0 ? null : DiagnosticTexts.Get("OptionSection");
        }

        if (isContainer)
        {
            return DiagnosticTexts.Get("OptionSingle");
        }

        return value.Text.Length == 0 ? null : CheckText(option, value.Text);
    }

    private static LocalizableString? CheckText(OptionSchema option, string text) => option.Kind switch
    {
        OptionKind.Switch => Unless(bool.TryParse(text, out _), "OptionSwitch"),
        OptionKind.Integer => CheckInteger(option.Name, text),
        OptionKind.Number => Unless(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _), "OptionNumber"),
        OptionKind.Duration => CheckDuration(option.Name, text),
        OptionKind.Address =>
            Unless(Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https", "OptionAddress"),
        OptionKind.Choice => IsChoice(option.Choices, text) ? null : DiagnosticTexts.Get("OptionChoice", string.Join(", ", option.Choices)),
        _ => CheckWords(option.Name, text),
    };

    private static LocalizableString? CheckInteger(string name, string text)
    {
        bool isPort = name.EndsWith("Port", StringComparison.Ordinal);
        bool isNumber = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number);
        return isPort ? Unless(isNumber && number is >= 1 and <= 65535, "OptionPort") : Unless(isNumber, "OptionInteger");
    }

    private static LocalizableString? CheckDuration(string name, string text)
    {
        if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan duration))
        {
            return DiagnosticTexts.Get("OptionDuration");
        }

        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int days) && days != 0)
        {
            return DiagnosticTexts.Get("OptionDays");
        }

        return Unless(!name.EndsWith("Timeout", StringComparison.Ordinal) || duration >= TimeSpan.FromSeconds(1), "OptionTimeout");
    }

    // By name in any case, or by number.
    private static bool IsChoice(IReadOnlyList<string> choices, string text) =>
        choices.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase)
        || (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && number >= 0 && number < choices.Count);

    private static LocalizableString? CheckWords(string name, string text) => name switch
    {
        "IdScope" => Unless(OptionTextRules.IsIdScope(text), "OptionIdScope"),
        "RegistrationId" => Unless(OptionTextRules.IsRegistrationId(text), "OptionRegistrationId"),
        "GlobalEndpoint" => Unless(Uri.CheckHostName(text) != UriHostNameType.Unknown, "OptionHostName"),
        _ => null,
    };

    private static LocalizableString? Unless(bool isRight, string resource) => isRight ? null : DiagnosticTexts.Get(resource);
}
