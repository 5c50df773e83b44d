using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.Soak;

/// <summary>
/// One life of the client process: modules that send numbered messages, and say of each on the standard output what became of it. A line on the
/// standard input lets them send no more, wait for what is under way, and end.
/// </summary>
internal static class ClientRun
{
    public const string Verb = "client";

    /// <summary>Numbers of one life begin where those of the one before cannot reach.</summary>
    public const int Apart = 10_000_000;

    private const int MostWaiting = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MemoryPause = TimeSpan.FromSeconds(5);

    /// <param name="args">The number of the life, of modules, the ticks at which the clock began, its speed, and whether to log.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        int life = int.Parse(args[0], CultureInfo.InvariantCulture);
        FastClock clock = new(new DateTimeOffset(long.Parse(args[2], CultureInfo.InvariantCulture), TimeSpan.Zero), double.Parse(args[3], CultureInfo.InvariantCulture));
        using ErrorLog log = new(clock);
        ModuleIdentityOptions inMemory = Options(clock, bool.Parse(args[4]) ? log : null);
        inMemory.Outbox.Directory = null;
        ModuleIdentityOptions durable = Options(clock, inMemory.LoggerFactory as ErrorLog).UseOutbox();
        using CancellationTokenSource end = new();
        ModuleClient[] clients = [.. Enumerable.Range(0, int.Parse(args[1], CultureInfo.InvariantCulture)).Select(ModuleName).Select(name => new ModuleClient(name))];
        for (int i = 0; i < clients.Length; i++)
        {
            // Like a hosted module: connects when it can.
            clients[i].TelemetryDropped += static (_, dropped) => Tell($"dropped {dropped.Messages} {dropped.Reason}");
            clients[i].Start(null, HasOutbox(i) ? durable : inMemory);
        }

        Task memory = TellMemoryAsync(end.Token);
        Task<int>[] senders = [.. clients.Select((client, i) => SendAsync(client, i, life, end.Token))];
        await Console.In.ReadLineAsync();
        await end.CancelAsync();
        int sent = (await Task.WhenAll(senders)).Sum();
        await memory;
        await Task.WhenAll(clients.Select(client => client.FlushAsync()));
        TellMemory();
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
        Tell($"drained {sent}");
        return 0;
    }

    /// <summary>Every other module has an outbox, so that its messages outlive the process.</summary>
    public static bool HasOutbox(int module) => module % 2 == 1;

    public static string ModuleName(int number) => string.Create(CultureInfo.InvariantCulture, $"module-{number}");

    private static ModuleIdentityOptions Options(FastClock clock, ErrorLog? log)
    {
        ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        options.TimeProvider = clock;
        options.LoggerFactory = log;
        return options;
    }

    private static async Task<int> SendAsync(ModuleClient client, int module, int life, CancellationToken stopped)
    {
        using SemaphoreSlim room = new(MostWaiting);
        List<Task> waiting = [];
        int number = 0;
        while (!stopped.IsCancellationRequested)
        {
            await room.WaitAsync(stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Pause * (0.5 + Random.Shared.NextDouble()), stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopped.IsCancellationRequested)
            {
                break;
            }

            long id = ((long)life * Apart) + number++;
            waiting.RemoveAll(task => task.IsCompleted);
            Task send = client.SendTelemetryAsync(id, static (writer, value) => writer.WriteNumber("number"u8, value), default, CancellationToken.None);
            waiting.Add(FollowAsync(send, module, id, room));
        }

        await Task.WhenAll(waiting);
        return number;
    }

    private static async Task FollowAsync(Task send, int module, long id, SemaphoreSlim room)
    {
        try
        {
            await send.ConfigureAwait(false);
            Tell($"ack {module} {id}");
        }
        catch (ModuleIdentityException exception)
        {
            Tell($"fail {module} {id} {exception.Code}");
        }

        room.Release();
    }

    private static async Task TellMemoryAsync(CancellationToken stopped)
    {
        while (!stopped.IsCancellationRequested)
        {
            await Task.Delay(MemoryPause, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            TellMemory();
        }
    }

    private static void TellMemory() => Tell($"memory {GC.GetTotalMemory(forceFullCollection: true)} {Environment.WorkingSet}");

    private static void Tell(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
