namespace ModuleIdentities.Benchmarks.Generator;

/// <summary>What one process measured of one generator at one size.</summary>
/// <param name="Subject">The generator.</param>
/// <param name="Classes">How many annotated classes there were.</param>
/// <param name="EmittedCharacters">Characters emitted per class; without what is emitted once.</param>
/// <param name="Cold">Fresh trees, compilation and driver.</param>
/// <param name="Edits">What each edit costs a driver that has seen the compilation before it, with the reasons of its outputs.</param>
/// <param name="Parse">Parsing all emitted text.</param>
/// <param name="Bind">Binding all emitted text.</param>
internal sealed record CellResult(
    string Subject, int Classes, double EmittedCharacters, Cost Cold, Dictionary<string, EditResult> Edits, Cost Parse, Cost Bind);

/// <param name="Cost">What the edit costs.</param>
/// <param name="Reasons">How many outputs there were for each reason, such as <c>Cached 100</c>.</param>
internal sealed record EditResult(Cost Cost, string Reasons);
