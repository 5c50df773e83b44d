namespace ModuleIdentities.Emulator.Service.Connections;

/// <summary>What a connected device or module wants to be sent: its subscriptions, as the services see them.</summary>
[Flags]
internal enum Interests
{
    None = 0,
    TwinAnswers = 1,
    DesiredProperties = 2,
    DirectMethods = 4,
    CloudToDevice = 8,
    Inputs = 16,
}
