using ModuleIdentities.Cli;

TpmLog.Silence();
using Interruption interruption = new();
return await Tool.RunAsync(args, interruption).ConfigureAwait(false);
