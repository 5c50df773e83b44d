namespace ModuleIdentities;

/// <summary>
/// Declares a partial method of a <see cref="ModuleIdentityAttribute"/> class as a device-to-cloud message. The generator implements it: a single
/// object is the JSON body, otherwise each parameter is a field of the body, named as the parameter is; <see cref="MessagePropertyAttribute"/>
/// parameters are application properties beside the body.
/// </summary>
/// <remarks>The message has content type <c>application/json</c> and content encoding <c>utf-8</c>, so that hub routing can look inside.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TelemetryAttribute : Attribute
{
    /// <summary>The IoT Plug and Play component that the message belongs to; null for the module itself.</summary>
    public string? Component { get; set; }
}
