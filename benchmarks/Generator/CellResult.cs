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
    string Subject, int Classes, double EmittedCharacters, Cost Cold, Dictionary<string, EditResult> Edits, Cost Parse, BindCost Bind);

/// <summary>What a build pays for emitted text, and what an editor does that opens every file of it.</summary>
/// <param name="Project">Binding the project with the text in it, once.</param>
/// <param name="ProjectWithout">Binding the project without it.</param>
/// <param name="Files">Binding the emitted files, one by one, in a compilation whose declarations are known.</param>
/// <param name="FilesAgain">The same when all is bound already: the compiler goes through the types of the whole project for each file it is asked about.</param>
internal sealed record BindCost(Cost Project, Cost ProjectWithout, Cost Files, Cost FilesAgain)
{
    /// <summary>Process CPU time, in milliseconds, that a build has because of the text.</summary>
    public double Build => Project.Milliseconds - ProjectWithout.Milliseconds;

    /// <summary>Process CPU time, in milliseconds, of binding the files without going through the project for each.</summary>
    public double Editor => Files.Milliseconds - FilesAgain.Milliseconds;
}

/// <param name="Cost">What the edit costs.</param>
/// <param name="Reasons">How many outputs there were for each reason, such as <c>Cached 100</c>.</param>
internal sealed record EditResult(Cost Cost, string Reasons);
