using System.CommandLine;
using ModuleIdentities.Emulator;

// Without a time-out, Ctrl+C and SIGTERM end the process at once, and the state file is left with its write-ahead log.
InvocationConfiguration configuration = new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) };
return await StandAlone.CreateCommand().Parse(args).InvokeAsync(configuration).ConfigureAwait(false);
