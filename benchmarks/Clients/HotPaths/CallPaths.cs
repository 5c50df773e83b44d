using System.Text;

namespace ModuleIdentities.Benchmarks.Clients.HotPaths;

/// <summary>What others ask of a module.</summary>
internal static class CallPaths
{
    public static async Task CallAsync(int times)
    {
        MemoryEngine engine = new();
        await using Machine machine = await Machine.ConnectAsync(engine.Options());
        byte[] body = Encoding.UTF8.GetBytes("{\"Seconds\":5}");
        for (int i = 0; i < times; i++)
        {
            MethodAnswer answer = MethodRequest.TryParse($"{MethodRequest.TopicPrefix}pause/?$rid={i:x}", body, out MethodRequest request)
                ? await engine.Link!.CallAsync(request)
                : throw new InvalidOperationException("A call was not understood.");
            if (answer.Status != 200)
            {
                throw new InvalidOperationException($"A call was answered with {answer.Status}.");
            }
        }
    }

    public static async Task TakeAsync(int times)
    {
        MemoryEngine engine = new();
        await using Machine machine = await Machine.ConnectAsync(engine.Options());
        string prefix = InputMessage.TopicPrefix("line-4", MemoryEngine.ModuleId);
        byte[] body = Encoding.UTF8.GetBytes("{\"Temperature\":21.5}");
        for (int i = 0; i < times; i++)
        {
            await engine.Link!.HandAsync(InputMessage.Parse(prefix, $"{prefix}readings/%24.cdid=line-4&%24.cmid=filter&alarm=too%20hot/", body)!);
        }

        if (machine.Taken != times)
        {
            throw new InvalidOperationException($"{machine.Taken} messages were taken.");
        }
    }

    public static Task ParseTopicsAsync(int times)
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
