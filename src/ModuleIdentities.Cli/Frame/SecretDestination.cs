using System.CommandLine;
using System.Text;

namespace ModuleIdentities.Cli;

/// <summary>Where a secret goes that was asked for: into a file of its owner's alone, or to the screen when that is said.</summary>
internal sealed class SecretDestination
{
    private readonly Option<FileInfo?> _out = new("--out", "-o")
    {
        Description = "File to write it to, with mode 0600; replaced whole when it exists.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _show = new("--show-secret") { Description = "Write it to standard output instead." };

    /// <summary>Adds the options to a command, of which one must be given.</summary>
    public void AddTo(Command command)
    {
        command.Add(_out);
        command.Add(_show);
        command.Validators.Add(result =>
        {
            if ((result.GetResult(_out) is null) == (result.GetResult(_show) is not { Implicit: false }))
            {
                result.AddError("Say where the secret goes: --out FILE, or --show-secret for the screen.");
            }
        });
    }

    /// <summary>Writes the secret to the file that was named.</summary>
    /// <returns>The file's full path; null when the secret goes to the screen.</returns>
    public async Task<string?> WriteAsync(ParseResult arguments, string secret, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_out)?.FullName is not { } file)
        {
            return null;
        }

        await PrivateFile.WriteAsync(file, Encoding.UTF8.GetBytes($"{secret}\n"), cancellationToken).ConfigureAwait(false);
        return file;
    }
}
