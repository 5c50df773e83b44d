using System.Text.Json.Serialization;
using ModuleIdentities;

namespace Thermostat;

/// <summary>What is measured at one time.</summary>
public record Reading(
    [property: JsonPropertyName("temperature"), SemanticType("Temperature", "degreeCelsius")] double Temperature,
    [property: JsonPropertyName("humidity"), SemanticType("RelativeHumidity", "percent")] int Humidity,
    [property: JsonPropertyName("mode")] Mode Mode);

/// <summary>What the thermostat does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Mode>))]
public enum Mode
{
    /// <summary>It waits.</summary>
    Idle,

    /// <summary>It heats.</summary>
    Heating,
}

/// <summary>A wish to reboot.</summary>
public record RebootRequest(int DelayInSeconds, string? Reason = null);

/// <summary>The answer to it.</summary>
public record RebootResult(string Message);
