namespace ModuleIdentities.Emulator.Faults;

/// <summary>A fault of answers that the service has given.</summary>
internal interface IAnswerFault
{
    /// <summary>Whether it leaves answers over MQTT alone.</summary>
    bool IsForHttpOnly => false;

    /// <summary>Whether the answer is an occasion for it.</summary>
    bool Concerns(Answer answer) => true;

    /// <summary>Does its harm.</summary>
    void Apply(Answer answer, FaultHandle handle);
}
