using ModuleApp._1;
using Microsoft.Extensions.Hosting;
#if DEBUG
using ModuleIdentities.Emulator;
#endif

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
#if DEBUG
await using IotEmulator? emulator = await IotEmulator.StartWhenConfiguredAsync(builder.Configuration);
#endif
builder.AddRoom();
await builder.Build().RunAsync();
