using System.Globalization;

namespace ModuleIdentities.FaultPoints;

/// <summary>Sends numbers through the outbox for ever, many at once, and says each that was accepted, until somebody kills the process.</summary>
internal static class Numbers
{
    private const int AtOnce = 32;

    /// <param name="options">The options.</param>
    /// <param name="first">The first number.</param>
    public static async Task SendAsync(ModuleIdentityOptions options, int first)
    {
        ModuleClient client = new("pump");
        Task connecting = client.ConnectAsync(options.UseOutbox());
        Queue<(int Number, Task Accepted)> sent = new();
        for (int number = first; ; number++)
        {
            sent.Enqueue((number, client.SendTelemetryAsync(number, static (writer, value) => writer.WriteNumber("number"u8, value))));
            if (sent.Count == AtOnce)
            {
                (int oldest, Task accepted) = sent.Dequeue();
                await accepted;

                // One line, one write: what a reader has seen was accepted, whenever the process dies.
                await Console.Out.WriteLineAsync(oldest.ToString(CultureInfo.InvariantCulture));
            }

            if (connecting.IsFaulted)
            {
                await connecting;
            }
        }
    }
}
