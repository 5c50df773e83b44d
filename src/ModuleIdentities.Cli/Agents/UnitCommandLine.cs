using System.Text;

namespace ModuleIdentities.Cli;

/// <summary>A command line as a systemd unit has it (systemd.service(5), "Command lines"; systemd.syntax(7), "Quoting"): systemd gives the program these very words.</summary>
internal static class UnitCommandLine
{
    private const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-=:,+@";

    /// <param name="program">The full path of the program; variables have no meaning in it.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Of(string program, IEnumerable<string> arguments) => string.Join(
        ' ', arguments.Select(argument => Quote(argument.Replace("$", "$$", StringComparison.Ordinal))).Prepend(Quote(program)));

    private static string Quote(string word)
    {
        StringBuilder quoted = new();
        foreach (char c in word)
        {
            quoted.Append(c switch
            {
                '\\' => @"\\",
                '"' => "\\\"",
                '%' => "%%",
                _ when char.IsControl(c) => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return word.Length > 0 && word.All(c => Plain.Contains(c, StringComparison.Ordinal)) ? word : $"\"{quoted}\"";
    }
}
