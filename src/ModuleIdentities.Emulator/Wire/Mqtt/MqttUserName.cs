using System.Diagnostics.CodeAnalysis;
using ModuleIdentities.Emulator.Service;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>What an MQTT user name says of who connects (protocol sections 3.1 and 4.1).</summary>
internal abstract record MqttUserName
{
    /// <summary>Reads <c>{idScope}/registrations/{id}/…</c> or <c>{host}/{device}[/{module}][/?query]</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MqttUserName? userName)
    {
        // Ids may hold '?': the query begins behind the last slash that a '?' follows.
        string ids = text ?? "";
        int query = ids.LastIndexOf("/?", StringComparison.Ordinal);
        string parameters = query < 0 ? "" : ids[(query + 2)..];
        ids = query < 0 ? ids : ids[..query];
        ids = ids.EndsWith('/') ? ids[..^1] : ids;
        userName = ids.Split('/') switch
        {
            [{ Length: > 0 } idScope, "registrations", { Length: > 0 } registrationId, .. { Length: <= 1 }] => new Registration(idScope, registrationId),
            [{ Length: > 0 } host, { Length: > 0 } deviceId] => new Hub(host, new PrincipalId(deviceId), ReadModelId(parameters)),
            [{ Length: > 0 } host, { Length: > 0 } deviceId, { Length: > 0 } moduleId] =>
                new Hub(host, new PrincipalId(deviceId, moduleId), ReadModelId(parameters)),
            _ => null,
        };
        return userName is not null;
    }

    // Encoded by most clients, bare by Node.js.
    private static string? ReadModelId(string parameters) => parameters.Split('&')
        .Where(parameter => parameter.StartsWith("model-id=", StringComparison.Ordinal))
        .Select(parameter => Uri.UnescapeDataString(parameter["model-id=".Length..]))
        .FirstOrDefault();

    /// <summary>A device that registers with DPS.</summary>
    public sealed record Registration(string IdScope, string RegistrationId) : MqttUserName;

    /// <summary>A device or a module that connects to a hub, and the Plug and Play model that it announces, if any.</summary>
    public sealed record Hub(string HostName, PrincipalId Principal, string? ModelId) : MqttUserName;
}
