namespace ModuleIdentities.Emulator.Service.Queries;

/// <summary>A column of the result: a property, or with no <paramref name="Path"/> the count of twins.</summary>
internal sealed record SelectedColumn(string Name, PropertyPath? Path);
