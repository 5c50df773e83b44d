using ModuleIdentities.Cli;

using Interruption interruption = new();
return await Tool.RunAsync(args, interruption).ConfigureAwait(false);
