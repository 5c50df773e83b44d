namespace ModuleIdentities.Cli;

/// <summary>An example in the help of a command.</summary>
/// <param name="Command">What is typed.</param>
/// <param name="Meaning">What it does.</param>
internal readonly record struct Example(string Command, string Meaning);
