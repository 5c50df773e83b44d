using System.Reflection;

namespace ModuleIdentities.EndToEnd.Tests.Connection.Faults;

public sealed class FaultKindTests
{
    [Fact]
    public void Every_kind_of_fault_has_a_test_and_every_test_a_kind()
    {
        string[] tested = [.. typeof(FaultKindTests).Assembly
            .GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttributes<FaultKindAttribute>())
            .Select(attribute => attribute.Kind)
            .Distinct()
            .Order(StringComparer.Ordinal)];

        Assert.Equal(FaultCatalogue.Kinds.Order(StringComparer.Ordinal), tested);
    }
}
