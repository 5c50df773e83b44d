namespace ModuleIdentities;

/// <summary>A message for an input that a link has brought and that is not acknowledged.</summary>
internal sealed class InputDelivery(InputMessage message)
{
    private readonly TaskCompletionSource _handled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InputMessage Message => message;

    /// <summary>Completes when the message may be acknowledged; never, when it is to come again.</summary>
    public Task Handled => _handled.Task;

    /// <summary>The module has done with it.</summary>
    public void Complete() => _handled.TrySetResult();
}
