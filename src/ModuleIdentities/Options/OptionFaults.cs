using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>Everything that is wrong with the options, each under its configuration path.</summary>
internal sealed class OptionFaults
{
    private const string Documentation = "See docs/configuration.md.";

    private readonly List<string> _messages = [];

    public void Add(string path, string fault) =>
        _messages.Add($"{ModuleIdentityOptions.SectionName}:{path} {fault}. {Documentation}");

    public ValidateOptionsResult ToResult() =>
        _messages.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_messages);
}
