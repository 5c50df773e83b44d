namespace ModuleIdentities.Benchmarks.Clients.HotPaths;

/// <summary>What sends messages.</summary>
internal static class TelemetryPaths
{
    public static Task SendReadingAsync(int times) => SendAsync(times, (module, _) => module.SendReadingAsync(21.5, 44.25, "line-4"));

    public static Task SendAlarmAsync(int times) => SendAsync(times, (module, i) => module.SendAlarmAsync(21.5, 44.25, "line-4", "too hot", i, true));

    public static Task EncodePropertiesAsync(int times)
    {
        int length = 0;
        for (int i = 0; i < times; i++)
        {
            length += MessageProperties.Of("oven").With("alarm", "too hot").With("count", i).With("isNew", true).Bag!.Length;
        }

        return length > 0 ? Task.CompletedTask : throw new InvalidOperationException("Nothing was encoded.");
    }

    public static async Task ReadAcknowledgementsAsync(int times)
    {
        byte[] packets = new byte[4 * times];
        for (int i = 0; i < times; i++)
        {
            // MQTT 3.1.1, section 3.4.
            (packets[4 * i], packets[(4 * i) + 1], packets[(4 * i) + 2], packets[(4 * i) + 3]) = (0x40, 2, (byte)(i >> 8), (byte)i);
        }

        using MemoryStream stream = new(packets);
        int read = 0;
        await MqttReader.ReadAsync(stream, () => { }, _ => read++, CancellationToken.None);
        if (read != times)
        {
            throw new InvalidOperationException($"{read} packets were read.");
        }
    }

    private static async Task SendAsync(int times, Func<Machine, int, Task> send)
    {
        MemoryEngine engine = new();
        await using Machine machine = await Machine.ConnectAsync(engine.Options());
        for (int i = 0; i < times; i++)
        {
            await send(machine, i);

            // The writer is another task: it is waited for, so that each run takes the same way.
            if (i % 16 == 15)
            {
                await engine.Link!.WrittenAsync();
            }
        }
    }
}
