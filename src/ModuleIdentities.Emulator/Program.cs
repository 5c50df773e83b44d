using ModuleIdentities.Emulator;

return await StandAlone.CreateCommand().Parse(args).InvokeAsync().ConfigureAwait(false);
