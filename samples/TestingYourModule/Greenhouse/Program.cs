using Greenhouse;
using Microsoft.Extensions.Hosting;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.AddGreenhouse();
await builder.Build().RunAsync();
