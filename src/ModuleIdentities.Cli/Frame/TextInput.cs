namespace ModuleIdentities.Cli;

/// <summary>Text from a file or from standard input.</summary>
internal static class TextInput
{
    /// <param name="path">The file; <c>-</c> for standard input.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ToolException">The file is not there.</exception>
    public static async Task<string> ReadAsync(string path, CancellationToken cancellationToken) => path == "-"
        ? await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false)
        : await File.ReadAllTextAsync(Existing(path), cancellationToken).ConfigureAwait(false);

    /// <exception cref="ToolException">The file is not there.</exception>
    public static string Existing(string path) => File.Exists(path)
        ? path
        : throw new ToolException(ExitCode.Usage, "FileNotFound", $"There is no file {path}, or this user may not see it. Check the path, or use sudo.");
}
