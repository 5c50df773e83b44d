namespace ModuleIdentities;

/// <summary>
/// Marks a method of a <see cref="ModuleIdentityAttribute"/> class as the one to call when a desired twin property changes. Its first parameter is the
/// value; a <see cref="long"/> after it is the version of the desired properties; a <see cref="CancellationToken"/> may be the last. What it returns is
/// reported as the acknowledgement of IoT Plug and Play.
/// </summary>
/// <remarks>A value that was set while the module was away is delivered once, when it connects.</remarks>
/// <param name="name">The property's name; by default that of the first parameter.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DesiredPropertyAttribute(string? name = null) : Attribute
{
    /// <summary>The property's name; null for that of the first parameter.</summary>
    public string? Name { get; } = name;

    /// <summary>The IoT Plug and Play component that the property belongs to; null for the module itself.</summary>
    public string? Component { get; set; }
}
