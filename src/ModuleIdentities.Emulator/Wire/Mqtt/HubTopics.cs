using System.Globalization;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.CloudToDevice;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Messages;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>The topics of one device or module on the hub (protocol sections 4.3 to 4.6).</summary>
internal sealed class HubTopics(PrincipalId principal)
{
    private const string TwinGet = "$iothub/twin/GET/";
    private const string TwinReport = "$iothub/twin/PATCH/properties/reported/";
    private const string MethodAnswer = "$iothub/methods/res/";
    private const string RequestId = "?$rid=";

    private readonly string _base = principal.ModuleId is null
        ? $"devices/{principal.DeviceId}/"
        : $"devices/{principal.DeviceId}/modules/{principal.ModuleId}/";

    private readonly string _events = principal.ModuleId is null
        ? $"devices/{principal.DeviceId}/messages/events/"
        : $"devices/{principal.DeviceId}/modules/{principal.ModuleId}/messages/events/";

    /// <summary>Whether the topic is that of telemetry; <paramref name="bag"/> is what follows it.</summary>
    public bool IsEvent(string topic, out ReadOnlySpan<char> bag)
    {
        bool isEvent = topic.StartsWith(_events, StringComparison.Ordinal)
            || (topic.Length == _events.Length - 1 && _events.StartsWith(topic, StringComparison.Ordinal));
        bag = isEvent && topic.Length > _events.Length ? topic.AsSpan(_events.Length) : default;
        return isEvent;
    }

    /// <summary>Reads a topic of a request, or of an answer to a direct method; null when it is none.</summary>
    public static HubRequest? ReadRequest(string topic)
    {
        int query = topic.IndexOf(RequestId, StringComparison.Ordinal);
        if (query < 0)
        {
            return null;
        }

        string path = topic[..query];
        string requestId = topic[(query + RequestId.Length)..].Split('&', 2)[0];
        return path switch
        {
            TwinGet => new HubRequest.GetTwin(requestId),
            TwinReport => new HubRequest.Report(requestId),
            _ when path.StartsWith(MethodAnswer, StringComparison.Ordinal)
                && int.TryParse(path.AsSpan(MethodAnswer.Length).TrimEnd('/'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int status) =>
                new HubRequest.AnswerMethod(requestId, status),
            _ => null,
        };
    }

    /// <summary>What a topic filter asks for; null when the hub does not allow it.</summary>
    public Interests? ReadFilter(string filter) => filter switch
    {
        "$iothub/twin/res/#" => Interests.TwinAnswers,
        "$iothub/twin/PATCH/properties/desired/#" => Interests.DesiredProperties,
        "$iothub/methods/POST/#" => Interests.DirectMethods,
        _ when principal.ModuleId is null && (filter == $"{_base}messages/devicebound/#" || filter == "devices/+/messages/devicebound/#") =>
            Interests.CloudToDevice,
        _ when principal.ModuleId is not null && (filter == $"{_base}#" || filter == $"{_base}inputs/#") => Interests.Inputs,
        _ => null,
    };

    public string CloudMessage(CloudMessageRecord message) =>
        $"{_base}messages/devicebound/{PropertyBag.Write(message.SystemProperties, message.Properties)}";

    public string Input(string input, DeviceMessage message) =>
        $"{_base}inputs/{input}/{PropertyBag.Write(message.SystemProperties, message.Properties)}";

    public static string TwinAnswer(int status, string requestId, long? version) => version is { } number
        ? string.Create(CultureInfo.InvariantCulture, $"$iothub/twin/res/{status}/?$rid={requestId}&$version={number}")
        : string.Create(CultureInfo.InvariantCulture, $"$iothub/twin/res/{status}/?$rid={requestId}");

    public static string Desired(long version) =>
        string.Create(CultureInfo.InvariantCulture, $"$iothub/twin/PATCH/properties/desired/?$version={version}");

    public static string MethodCall(string name, string requestId) => $"$iothub/methods/POST/{name}/?$rid={requestId}";
}
