namespace ModuleIdentities;

/// <summary>
/// What came for a method of a module is not of the method's type. Only reading it throws this: a <see cref="System.Text.Json.JsonException"/> of the
/// method's own code is a failure of the method.
/// </summary>
/// <param name="path">Where in the JSON; null for the whole.</param>
internal sealed class WrongPayloadException(string? path) : Exception
{
    public string? Path => path;
}
