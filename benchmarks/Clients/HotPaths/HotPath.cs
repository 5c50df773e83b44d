using System.Globalization;
using System.Text;

namespace ModuleIdentities.Benchmarks.Clients.HotPaths;

/// <summary>Something that a connected module does all the time.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="RunAsync">Does it a number of times.</param>
internal sealed record HotPath(string Name, Func<int, Task> RunAsync)
{
    public static IReadOnlyList<HotPath> All { get; } =
    [
        new("a message, from the generated method to its acknowledgement", times => SendAsync(times, (module, _) => module.SendReadingAsync(21.5, 44.25, "line-4"))),
        new("the same with three properties", times => SendAsync(times, (module, i) => module.SendAlarmAsync(21.5, 44.25, "line-4", "too hot", i, true))),
        new("three message properties", EncodePropertiesAsync),
        new("reading a PUBACK", ReadAcknowledgementsAsync),
        new("signing a token", SignAsync),
        new("a desired property, from its packet to its acknowledgement", ChangeAsync),
        new("a change of one of 20 desired properties", ChangeDesiredAsync),
        new("the topic of a desired patch, of a twin's answer and of a method", ParseTopicsAsync),
    ];

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

    private static Task EncodePropertiesAsync(int times)
    {
        int length = 0;
        for (int i = 0; i < times; i++)
        {
            length += MessageProperties.Of("oven").With("alarm", "too hot").With("count", i).With("isNew", true).Bag!.Length;
        }

        return length > 0 ? Task.CompletedTask : throw new InvalidOperationException("Nothing was encoded.");
    }

    private static async Task ReadAcknowledgementsAsync(int times)
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

    private static async Task SignAsync(int times)
    {
        SharedAccessKey key = SharedAccessKey.Parse(MemoryEngine.Key);
        for (int i = 0; i < times; i++)
        {
            await SharedAccessSignature.CreateAsync(key, "contoso.azure-devices.net/devices/line-4/modules/thermostat", DateTimeOffset.UnixEpoch.AddSeconds(i));
        }
    }

    private static async Task ChangeAsync(int times)
    {
        MemoryEngine engine = new();
        await using Machine machine = await Machine.ConnectAsync(engine.Options());
        byte[] body = Encoding.UTF8.GetBytes("{\"target\":21.5}");
        for (int i = 0; i < times; i++)
        {
            await engine.Link!.ChangeAsync(
                DesiredPatch.TryParse(string.Create(CultureInfo.InvariantCulture, $"{DesiredPatch.TopicPrefix}?$version={i + 2}"), body, out DesiredPatch patch)
                    ? patch
                    : throw new InvalidOperationException("A patch was not understood."));
        }
    }

    private static Task ChangeDesiredAsync(int times)
    {
        ModuleDefinition<Machine> definition = new("thermostat");
        StringBuilder document = new("{\"$version\":1");
        for (int i = 0; i < 20; i++)
        {
            definition.WithDesiredProperty<double>($"property{i}", (_, _, _, _) => Task.FromResult(PropertyResponse.Completed()));
            document.Append($",\"property{i}\":{i}");
        }

        DesiredState state = new(definition.DesiredProperties);
        state.Forget();
        state.Read(DesiredPatch.TryParse(Encoding.UTF8.GetBytes($"{document}}}"))!);
        while (state.TakeNext() is not null)
        {
            // The module is told all values first.
        }

        byte[][] bodies = [.. Enumerable.Range(0, 20).Select(i => Encoding.UTF8.GetBytes($"{{\"property{i}\":21.5}}"))];
        for (int i = 0; i < times; i++)
        {
            state.Patch(DesiredPatch.TryParse(bodies[i % bodies.Length])!, i + 2);
            if (state.TakeNext()?.Version != i + 2 || state.TakeNext() is not null)
            {
                throw new InvalidOperationException("A change was not told.");
            }
        }

        return Task.CompletedTask;
    }

    private static Task ParseTopicsAsync(int times)
    {
        byte[] body = Encoding.UTF8.GetBytes("{}");
        for (int i = 0; i < times; i++)
        {
            if (!DesiredPatch.TryParse(DesiredPatch.TopicPrefix + "?$version=17", body, out _)
                || !TwinAnswer.TryParse(TwinAnswer.TopicPrefix + "200/?$rid=42&$version=17", body, out _)
                || !MethodRequest.TryParse(MethodRequest.TopicPrefix + "reboot/?$rid=7", body, out _))
            {
                throw new InvalidOperationException("A topic was not understood.");
            }
        }

        return Task.CompletedTask;
    }
}
