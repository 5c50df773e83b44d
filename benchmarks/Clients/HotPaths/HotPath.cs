namespace ModuleIdentities.Benchmarks.Clients.HotPaths;

/// <summary>Something that a connected module does all the time, or every program does when it starts.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="RunAsync">Does it a number of times.</param>
/// <param name="Turns">How many times show what one costs, without garbage collections.</param>
internal sealed record HotPath(string Name, Func<int, Task> RunAsync, int Turns = 10_000)
{
    public static IReadOnlyList<HotPath> All { get; } =
    [
        new("a connection, from the connection string to the twin, and its end", ConnectPaths.ConnectAsync, 500),
        new("signing a token", ConnectPaths.SignAsync),
        new("a message, from the generated method to its acknowledgement", TelemetryPaths.SendReadingAsync),
        new("the same with three properties", TelemetryPaths.SendAlarmAsync),
        new("three message properties", TelemetryPaths.EncodePropertiesAsync),
        new("reading a PUBACK", TelemetryPaths.ReadAcknowledgementsAsync),
        new("a desired property, from its packet to its acknowledgement", TwinPaths.ChangeAsync),
        new("a change of one of 20 desired properties", TwinPaths.ChangeDesiredAsync),
        new("a reported property, from the generated method to the hub's answer", TwinPaths.ReportAsync),
        new("a direct method, from its packet to its answer", CallPaths.CallAsync),
        new("a message for an input, from its packet to its acknowledgement", CallPaths.TakeAsync),
        new("the topic of a desired patch, of a twin's answer and of a method", CallPaths.ParseTopicsAsync),
    ];
}
