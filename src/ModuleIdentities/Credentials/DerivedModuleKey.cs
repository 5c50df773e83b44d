namespace ModuleIdentities;

/// <summary>A module's key that is derived whenever it is needed; what is remembered of it is its name.</summary>
internal sealed class DerivedModuleKey(DerivedKeyName name, SharedAccessKey key) : ModuleKey(key)
{
    public DerivedKeyName Name => name;

    public override bool IsOnlyHere => true;

    public override string Export() => name.Export();
}
