using Xunit.v3;

namespace ModuleIdentities.EndToEnd.Tests.Connection.Faults;

/// <summary>Says which kind of fault a test proves the connection against; <c>-trait "fault=DropLink"</c> runs the tests of one kind.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class FaultKindAttribute(string kind) : Attribute, ITraitAttribute
{
    public string Kind { get; } = kind;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("fault", Kind)];
}
