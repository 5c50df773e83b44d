using System.Collections.Concurrent;
using System.Text;

namespace ModuleIdentities.Conformance;

/// <summary>A module as IoT Edge has them: what comes in goes to a method, and what it makes of it goes to an output.</summary>
[ModuleIdentity("filter")]
internal sealed partial class Filter
{
    /// <summary>What the inputs were given, in order.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>What is done with a number.</summary>
    public Func<int, CancellationToken, Task> Number { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Keeps the method of the numbers from ending.</summary>
    /// <returns>What completes when it has begun, and what lets it end.</returns>
    public (Task Begun, TaskCompletionSource End) Hold()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Number = (_, token) =>
        {
            begun.TrySetResult();
            return end.Task.WaitAsync(token);
        };
        return (begun.Task, end);
    }

    [ModuleOutput("alerts")]
    public partial Task SendAlertAsync(int level, [MessageProperty] string? kind = null, CancellationToken cancellationToken = default);

    [ModuleInput("numbers")]
    private async Task OnNumberAsync(int number, InputMessage message, CancellationToken cancellationToken)
    {
        Heard.Enqueue($"{number} {message.Properties.GetValueOrDefault("kind")} of {message.SenderDeviceId}");
        await Number(number, cancellationToken);
    }

    [ModuleInput("anything")]
    private void OnAnything(InputMessage message) => Heard.Enqueue($"{message.Input}: {Encoding.UTF8.GetString(message.Body.Span)}");
}
