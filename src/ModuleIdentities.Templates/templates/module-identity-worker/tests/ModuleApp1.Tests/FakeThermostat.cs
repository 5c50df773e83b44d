using ModuleIdentities.Testing;

namespace Company.Namespace.Tests;

/// <summary>Is an <see cref="IThermostat"/> that sends nothing, and remembers what it was to send.</summary>
[FakeModule<Thermostat>]
internal sealed partial class FakeThermostat;
