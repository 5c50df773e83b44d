namespace ModuleIdentities.Testing.Tests;

[FakeModule<Pump>]
internal sealed partial class FakePump;
