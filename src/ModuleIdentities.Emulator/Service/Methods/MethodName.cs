namespace ModuleIdentities.Emulator.Service.Methods;

/// <summary>The rule for the names of direct methods: a level of an MQTT topic, before a question mark; <c>component*command</c> has two parts.</summary>
internal static class MethodName
{
    private const int LongestPart = 128;

    /// <exception cref="HubRefusedException">The name is not one.</exception>
    public static void Require(string name)
    {
        foreach (string part in name.Split('*', 2))
        {
            if (part.Length is 0 or > LongestPart || part.Any(static c => c is <= ' ' or > '~' or '/' or '+' or '#' or '?'))
            {
                throw new HubRefusedException(
                    HubErrorCode.ArgumentInvalid, $"The methodName is empty, longer than {LongestPart} characters, or has a character that is not allowed.");
            }
        }
    }
}
