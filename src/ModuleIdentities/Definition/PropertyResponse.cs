namespace ModuleIdentities;

/// <summary>A module's answer to a desired property, reported as <c>ac</c> and <c>ad</c> (IoT Plug and Play conventions, "Writable properties").</summary>
/// <param name="Status">The acknowledgement code, in the manner of an HTTP status.</param>
/// <param name="Description">A text for people; null for none.</param>
public readonly record struct PropertyResponse(int Status, string? Description = null)
{
    /// <summary>200: the property is in effect.</summary>
    /// <param name="description">A text for people; null for none.</param>
    public static PropertyResponse Completed(string? description = null) => new(200, description);

    /// <summary>202: the property is being brought into effect; report again when it is.</summary>
    /// <param name="description">A text for people; null for none.</param>
    public static PropertyResponse InProgress(string? description = null) => new(202, description);

    /// <summary>400: the value is not acceptable.</summary>
    /// <param name="description">Why, for people.</param>
    public static PropertyResponse Rejected(string? description = null) => new(400, description);

    /// <summary>500: the value is acceptable but could not be brought into effect.</summary>
    /// <param name="description">Why, for people.</param>
    public static PropertyResponse Failed(string? description = null) => new(500, description);
}
