using System.Text.Json.Serialization;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The values of a registration's <c>status</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RegistrationStatus>))]
internal enum RegistrationStatus
{
    Assigning,
    Assigned,
    Failed,
    Disabled,
}
