namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>The <c>If-Match</c> condition of a write: quoted, bare and <c>*</c> forms are alike (protocol 5.1).</summary>
internal readonly record struct EntityTag(string Value)
{
    /// <summary>Matches whatever is there.</summary>
    public static EntityTag Any { get; } = new("*");

    public static EntityTag? Parse(string? header) => string.IsNullOrWhiteSpace(header) ? null : new EntityTag(header.Trim().Trim('"'));

    public bool Matches(string etag) => Value == "*" || Value == etag;
}
