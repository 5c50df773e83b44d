using System.CommandLine;
using System.Text.Json;

namespace ModuleIdentities.Cli;

/// <summary>JSON that a command is given: as an option, in a file, or on standard input.</summary>
internal sealed class JsonInput
{
    private readonly Option<string?> _body = new("--body", "-b") { Description = "The JSON itself.", HelpName = "JSON" };
    private readonly Option<string?> _file = new("--file", "-f") { Description = "File with the JSON; - for standard input.", HelpName = "FILE" };

    /// <summary>Adds the options to a command, of which one must be given.</summary>
    public void AddTo(Command command)
    {
        command.Add(_body);
        command.Add(_file);
        command.Validators.Add(result =>
        {
            if ((result.GetResult(_body) is null) == (result.GetResult(_file) is null))
            {
                result.AddError("Say what to send: --body JSON or --file FILE.");
            }
        });
    }

    /// <exception cref="ToolException">It is no JSON, or the file is not there.</exception>
    public async Task<JsonElement> ReadAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        string text = arguments.GetValue(_body) ?? await TextInput.ReadAsync(arguments.GetRequiredValue(_file)!, cancellationToken).ConfigureAwait(false);
        return Parse(text);
    }

    /// <exception cref="ToolException">It is no JSON.</exception>
    public static JsonElement Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException exception)
        {
            throw new ToolException(
                ExitCode.Usage,
                "InvalidJson",
                $"That is not JSON: line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}. Mind the shell: put it in single quotes, or in a file.");
        }
    }
}
