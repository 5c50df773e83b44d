using System.Globalization;

namespace ModuleIdentities.Benchmarks.Clients;

/// <summary>What each program does once its client is connected.</summary>
internal static class ClientProgram
{
    private const int MessagesPerSecond = 100;

    /// <summary>
    /// Sends a message and prints <c>acknowledged</c>; then reads lines, each a number of seconds in which it sends a hundred messages a second, and prints
    /// the bytes that were allocated meanwhile. Ends with its standard input.
    /// </summary>
    /// <param name="send">Sends a message and completes with its acknowledgement.</param>
    public static async Task RunAsync(Func<Task> send)
    {
        await send();
        Console.WriteLine("acknowledged");

        // What only the start needed is given back: docs/footprint.md.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        while (Console.ReadLine() is { } line)
        {
            int messages = int.Parse(line, CultureInfo.InvariantCulture) * MessagesPerSecond;
            long before = GC.GetTotalAllocatedBytes(true);
            using PeriodicTimer timer = new(TimeSpan.FromSeconds(1.0 / MessagesPerSecond));
            for (int i = 0; i < messages; i++)
            {
                await timer.WaitForNextTickAsync();
                await send();
            }

            Console.WriteLine((GC.GetTotalAllocatedBytes(true) - before).ToString(CultureInfo.InvariantCulture));
        }
    }
}
