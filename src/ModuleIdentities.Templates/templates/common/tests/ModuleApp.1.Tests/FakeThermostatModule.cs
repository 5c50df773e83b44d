using ModuleIdentities.Testing;

namespace ModuleApp._1.Tests;

/// <summary>Is an <see cref="IThermostatModule"/> that sends nothing, and remembers what it was to send.</summary>
[FakeModule<ThermostatModule>]
internal sealed partial class FakeThermostatModule;
