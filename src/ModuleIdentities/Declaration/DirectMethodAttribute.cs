namespace ModuleIdentities;

/// <summary>
/// Marks a method of a <see cref="ModuleIdentityAttribute"/> class as a direct method. It takes the request, if any, and a
/// <see cref="CancellationToken"/>, which ends with the connection; it returns the answer (status 200), a <see cref="MethodResponse{T}"/> with a status of
/// its own, or nothing. A <see cref="DirectMethodException"/> sets status and message; any other exception is status 500.
/// </summary>
/// <param name="name">The method's name; by default that of the C# method in camel case, without <c>Async</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DirectMethodAttribute(string? name = null) : Attribute
{
    /// <summary>The method's name; null for the default.</summary>
    public string? Name { get; } = name;

    /// <summary>The IoT Plug and Play component that the command belongs to; null for the module itself.</summary>
    public string? Component { get; set; }
}
