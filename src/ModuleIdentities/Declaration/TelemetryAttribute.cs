namespace ModuleIdentities;

/// <summary>
/// Declares a partial method of a <see cref="ModuleIdentityAttribute"/> class as a device-to-cloud message. The generator implements it:
/// each parameter is a field of the JSON body, named as the parameter is.
/// </summary>
/// <remarks>The message has content type <c>application/json</c> and content encoding <c>utf-8</c>, so that hub routing can look inside.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TelemetryAttribute : Attribute;
