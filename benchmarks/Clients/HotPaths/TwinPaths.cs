using System.Globalization;
using System.Text;

namespace ModuleIdentities.Benchmarks.Clients.HotPaths;

/// <summary>What keeps a module and its twin in step.</summary>
internal static class TwinPaths
{
    public static async Task ChangeAsync(int times)
    {
        MemoryEngine engine = new();
        await using Machine machine = await Machine.ConnectAsync(engine.Options());
        await engine.Link!.Reported;
        byte[] body = Encoding.UTF8.GetBytes("{\"target\":21.5}");
        for (int i = 0; i < times; i++)
        {
            await engine.Link.ChangeAsync(
                DesiredPatch.TryParse(string.Create(CultureInfo.InvariantCulture, $"{DesiredPatch.TopicPrefix}?$version={i + 2}"), body, out DesiredPatch patch)
                    ? patch
                    : throw new InvalidOperationException("A patch was not understood."));
        }
    }

    public static Task ChangeDesiredAsync(int times)
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

    public static async Task ReportAsync(int times)
    {
        await using Machine machine = await Machine.ConnectAsync(new MemoryEngine().Options());
        for (int i = 0; i < times; i++)
        {
            await machine.ReportSpeedAsync(i);
        }
    }
}
