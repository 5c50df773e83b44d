using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid completions</c></summary>
internal sealed class CompletionsCommand : ToolCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _moduleid() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(moduleid "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _moduleid moduleid
            """,
        ["fish"] = """
            complete -c moduleid -f -a '(moduleid "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName moduleid -ScriptBlock {
              param($word, $ast, $position)
              moduleid "[suggest:$position]" "$ast" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
              }
            }
            """,
        ["zsh"] = """
            _moduleid() {
              local -a found
              found=("${(@f)$(moduleid "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
              compadd -- $found
            }
            compdef _moduleid moduleid
            """,
    };

    private readonly Argument<string> _shell = new("shell") { Description = "bash, fish, pwsh or zsh.", HelpName = "SHELL" };

    public CompletionsCommand()
        : base("completions", "Write the script with which a shell completes commands and options.")
    {
        _shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        Add(_shell);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid completions bash > ~/.local/share/bash-completion/completions/moduleid", "For bash, from the next shell on."),
        new("moduleid completions zsh >> ~/.zshrc", "For zsh."),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string shell = arguments.GetRequiredValue(_shell);
        screen.Result(new CompletionsDocument(shell, Scripts[shell]), ToolJson.Relaxed.CompletionsDocument, () => screen.Line(Scripts[shell]));
        return Task.FromResult(ExitCode.Ok);
    }
}

/// <summary>A script for a shell.</summary>
internal sealed record CompletionsDocument(string Shell, string Script) : ToolDocument;
