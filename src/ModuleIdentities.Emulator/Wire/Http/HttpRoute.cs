using ModuleIdentities.Emulator.Faults;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>One operation of the REST APIs of the Device Provisioning Service and the hub.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Template">The path; a segment in braces stands for any.</param>
/// <param name="Operation">What it is to faults.</param>
/// <param name="HasTag">Whether it is the operation with or the one without <c>If-Match</c>; null where that makes no other operation.</param>
internal sealed record HttpRoute(string Method, string Template, EmulatorOperations Operation, bool? HasTag = null)
{
    private readonly string[] _segments = Template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether a request is for this operation.</summary>
    /// <param name="method">Its HTTP method.</param>
    /// <param name="segments">The segments of its path, decoded.</param>
    /// <param name="hasTag">Whether it has an entity tag.</param>
    public bool Matches(string method, string[] segments, bool hasTag) =>
        method == Method && (HasTag is null || HasTag == hasTag) && segments.Length == _segments.Length && segments.Zip(_segments).All(pair => Fits(pair.First, pair.Second));

    /// <summary>The occasion that a request for this operation is: of which device and module.</summary>
    public Occasion OccasionOf(string[] segments) =>
        new(Operation, Value(segments, "{deviceId}") ?? Value(segments, "{registrationId}"), Value(segments, "{moduleId}"));

    /// <summary>The method and the path, and <c>If-Match</c> where the operation needs it.</summary>
    public override string ToString() => $"{Method} {Template}{(HasTag == true ? " If-Match" : "")}";

    private static bool Fits(string segment, string wanted) => wanted[0] == '{' || wanted.Equals(segment, StringComparison.OrdinalIgnoreCase);

    private string? Value(string[] segments, string name) => Array.IndexOf(_segments, name) is >= 0 and int index ? segments[index] : null;
}
