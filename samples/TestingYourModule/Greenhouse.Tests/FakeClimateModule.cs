using ModuleIdentities.Testing;

namespace Greenhouse.Tests;

/// <summary>Is an <see cref="IClimateModule"/> that sends nothing, and remembers what it was to send.</summary>
[FakeModule<ClimateModule>]
internal sealed partial class FakeClimateModule;
