namespace ModuleIdentities.Benchmarks.Clients.HotPaths;

/// <summary>What a start costs, without the network.</summary>
internal static class ConnectPaths
{
    public static async Task ConnectAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            MemoryEngine engine = new();
            await using Machine machine = await Machine.ConnectAsync(engine.Options());
            await engine.Link!.Reported;
        }
    }

    public static async Task SignAsync(int times)
    {
        SharedAccessKey key = SharedAccessKey.Parse(MemoryEngine.Key);
        for (int i = 0; i < times; i++)
        {
            await SharedAccessSignature.CreateAsync(key, "contoso.azure-devices.net/devices/line-4/modules/thermostat", DateTimeOffset.UnixEpoch.AddSeconds(i));
        }
    }
}
