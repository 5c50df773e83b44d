using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Something that the model of a class does not say.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why.</param>
/// <param name="Symbol">The method or parameter of the class that declares it.</param>
/// <param name="NamedBy">The attribute that names it; <see langword="null"/> when <paramref name="Symbol"/> does.</param>
/// <param name="Argument">The property of that attribute which names it; <see langword="null"/> for its first argument.</param>
internal sealed record DtdlFault(string Name, DtdlReason Reason, ISymbol Symbol, AttributeData? NamedBy = null, string? Argument = null);

/// <summary>Why a model does not say something.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Culprit">The name, type or member at fault, as a developer writes it.</param>
internal readonly record struct DtdlReason(DtdlFaultKind Kind, string Culprit);

/// <summary>Why a model does not say something. Each has a text <c>DtdlFault…</c> in the resources.</summary>
internal enum DtdlFaultKind
{
    /// <summary>A name is none of DTDL.</summary>
    Name,

    /// <summary>A type has no schema.</summary>
    Schema,

    /// <summary>Schemas are nested too deep, or in themselves.</summary>
    Depth,

    /// <summary>The user's own JSON contract may write a type in another way.</summary>
    Contract,

    /// <summary>What a body has is known when the program runs only.</summary>
    Body,

    /// <summary>The interface has the name already, for something else or with another schema.</summary>
    NameTaken,

    /// <summary>The identifier of the component's interface is longer than that of an interface may be.</summary>
    ComponentId,
}
