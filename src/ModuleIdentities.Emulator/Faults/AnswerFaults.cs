namespace ModuleIdentities.Emulator.Faults;

internal sealed record LoseAnswerFault() : Fault(EmulatorOperations.Requests | EmulatorOperations.Telemetry), IAnswerFault
{
    bool IAnswerFault.IsForHttpOnly => true;

    public void Apply(Answer answer, FaultHandle handle) => answer.IsLost = true;
}

internal sealed record TruncateAnswerFault() : Fault(EmulatorOperations.Requests), IAnswerFault
{
    bool IAnswerFault.IsForHttpOnly => true;

    public bool Concerns(Answer answer) => answer.Body.Length > 0;

    public void Apply(Answer answer, FaultHandle handle) => answer.Body = answer.Body[..(answer.Body.Length / 2)];
}

internal sealed record SlowAnswerFault(TimeSpan Over) : Fault(EmulatorOperations.Requests), IAnswerFault
{
    bool IAnswerFault.IsForHttpOnly => true;

    public bool Concerns(Answer answer) => answer.Body.Length > 0;

    public void Apply(Answer answer, FaultHandle handle) => answer.Pace += Over;

    internal override void Validate()
    {
        base.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(Over, TimeSpan.Zero);
    }
}
