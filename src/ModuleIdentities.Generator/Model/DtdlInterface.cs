using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>An interface of DTDL, version 3: what a module, or a component of it, sends and receives.</summary>
/// <param name="Id">Its digital twin model identifier.</param>
/// <param name="Name">The name of the class or of the component.</param>
/// <param name="Description">What is said of it; <see langword="null"/> for nothing.</param>
/// <param name="Contents">Its telemetry, properties and commands.</param>
/// <param name="Components">The interfaces of its components.</param>
internal sealed record DtdlInterface(
    string Id, string Name, string? Description, EquatableArray<DtdlContent> Contents, EquatableArray<DtdlInterface> Components);

/// <summary>A telemetry, a property or a command.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Element">Its name, and its schema unless it is a command.</param>
/// <param name="Request">What a command takes; <see langword="null"/> for nothing.</param>
/// <param name="Response">What a command comes to; <see langword="null"/> for nothing.</param>
internal sealed record DtdlContent(DtdlContentKind Kind, DtdlElement Element, DtdlElement? Request = null, DtdlElement? Response = null);

/// <summary>Something with a name and a schema: a content, a request, a response, a field.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What is said of it; <see langword="null"/> for nothing.</param>
/// <param name="Schema">Its schema; <see langword="null"/> for a command.</param>
/// <param name="Semantic">What a number means; <see langword="null"/> when nobody says so.</param>
internal sealed record DtdlElement(string Name, string? Description, DtdlSchema? Schema, DtdlSemantic? Semantic);

/// <summary>What a number means.</summary>
/// <param name="Type">The semantic type.</param>
/// <param name="Unit">The unit.</param>
internal readonly record struct DtdlSemantic(string Type, string Unit);

/// <summary>The contents that an interface of ours has.</summary>
internal enum DtdlContentKind
{
    Telemetry,
    ReadOnlyProperty,
    WritableProperty,
    Command,
}
