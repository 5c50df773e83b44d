using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>What reading an annotated class comes to.</summary>
/// <param name="Module">The class, or <see langword="null"/> when there is nothing to write for it.</param>
/// <param name="Blocked">What keeps the compiler from getting as far as the analyzers; empty in a project that compiles.</param>
internal readonly record struct ParsedModule(ModuleClass? Module, EquatableArray<BlockedFinding> Blocked);
