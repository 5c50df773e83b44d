namespace ModuleIdentities.EndToEnd.Tests.Local;

/// <summary>A process of the device that gives modules to others.</summary>
internal interface IModuleGiver : IAsyncDisposable
{
    /// <summary>The configuration of a program that has its modules from there.</summary>
    IReadOnlyDictionary<string, string?> Settings { get; }
}
