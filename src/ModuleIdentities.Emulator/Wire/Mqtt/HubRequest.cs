namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>What a device or module asks or answers besides telemetry. <see cref="Id"/> is echoed byte for byte.</summary>
internal abstract record HubRequest(string Id)
{
    /// <summary>Asks for the whole twin.</summary>
    public sealed record GetTwin(string Id) : HubRequest(Id);

    /// <summary>Merges reported properties.</summary>
    public sealed record Report(string Id) : HubRequest(Id);

    /// <summary>Answers a direct method.</summary>
    public sealed record AnswerMethod(string Id, int Status) : HubRequest(Id);
}
