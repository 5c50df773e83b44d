using ModuleIdentities.Emulator.Faults;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>
/// Every operation that is served over HTTPS (protocol sections 2.1, 4.5, 5.1 and 5.6, and the REST specifications of both services). What is not here
/// is refused; each one here has a row in <c>docs/fidelity.json</c>.
/// </summary>
internal static class HttpRoutes
{
    /// <summary>In the order of precedence.</summary>
    public static IReadOnlyList<HttpRoute> All { get; } =
    [
        // The service API of DPS.
        .. ManageEnrollments(
            "POST /enrollments",
            "POST /enrollments/query",
            "POST /enrollments/{registrationId}/attestationmechanism",
            "GET /enrollments/{registrationId}",
            "PUT /enrollments/{registrationId}",
            "DELETE /enrollments/{registrationId}",
            "POST /enrollmentGroups",
            "POST /enrollmentGroups/query",
            "POST /enrollmentGroups/{groupId}/attestationmechanism",
            "GET /enrollmentGroups/{groupId}",
            "PUT /enrollmentGroups/{groupId}",
            "DELETE /enrollmentGroups/{groupId}",
            "POST /registrations/{groupId}/query",
            "GET /registrations/{registrationId}",
            "DELETE /registrations/{registrationId}"),

        // The device API of DPS.
        new("PUT", "/{idScope}/registrations/{registrationId}/register", EmulatorOperations.Register),
        new("GET", "/{idScope}/registrations/{registrationId}/operations/{operationId}", EmulatorOperations.PollRegistration),
        new("POST", "/{idScope}/registrations/{registrationId}", EmulatorOperations.LookUpRegistration),

        // The registry of a hub.
        new("GET", "/devices", EmulatorOperations.ListDevices),
        new("POST", "/devices", EmulatorOperations.BulkRegistry),
        new("POST", "/devices/query", EmulatorOperations.Query),
        new("GET", "/statistics/devices", EmulatorOperations.GetStatistics),
        new("GET", "/statistics/service", EmulatorOperations.GetStatistics),
        new("GET", "/devices/{deviceId}", EmulatorOperations.GetDevice),
        new("PUT", "/devices/{deviceId}", EmulatorOperations.CreateDevice, HasTag: false),
        new("PUT", "/devices/{deviceId}", EmulatorOperations.UpdateDevice, HasTag: true),
        new("DELETE", "/devices/{deviceId}", EmulatorOperations.DeleteDevice),
        new("GET", "/devices/{deviceId}/modules", EmulatorOperations.ListModules),
        new("GET", "/devices/{deviceId}/modules/{moduleId}", EmulatorOperations.GetModule),
        new("PUT", "/devices/{deviceId}/modules/{moduleId}", EmulatorOperations.CreateModule, HasTag: false),
        new("PUT", "/devices/{deviceId}/modules/{moduleId}", EmulatorOperations.UpdateModule, HasTag: true),
        new("DELETE", "/devices/{deviceId}/modules/{moduleId}", EmulatorOperations.DeleteModule),

        // Twins and direct methods, for services.
        new("GET", "/twins/{deviceId}", EmulatorOperations.ReadTwin),
        new("PATCH", "/twins/{deviceId}", EmulatorOperations.UpdateTwin),
        new("PUT", "/twins/{deviceId}", EmulatorOperations.UpdateTwin),
        new("POST", "/twins/{deviceId}/methods", EmulatorOperations.InvokeMethod),
        new("GET", "/twins/{deviceId}/modules/{moduleId}", EmulatorOperations.ReadTwin),
        new("PATCH", "/twins/{deviceId}/modules/{moduleId}", EmulatorOperations.UpdateTwin),
        new("PUT", "/twins/{deviceId}/modules/{moduleId}", EmulatorOperations.UpdateTwin),
        new("POST", "/twins/{deviceId}/modules/{moduleId}/methods", EmulatorOperations.InvokeMethod),

        // What a device does over HTTPS.
        new("POST", "/devices/{deviceId}/messages/events", EmulatorOperations.Telemetry),
        new("POST", "/devices/{deviceId}/modules/{moduleId}/messages/events", EmulatorOperations.Telemetry),
        new("GET", "/devices/{deviceId}/messages/deviceBound", EmulatorOperations.FetchCloudToDevice),
        new("DELETE", "/devices/{deviceId}/messages/deviceBound/{lockToken}", EmulatorOperations.SettleCloudToDevice),
        new("POST", "/devices/{deviceId}/messages/deviceBound/{lockToken}/abandon", EmulatorOperations.SettleCloudToDevice),
        new("DELETE", "/devices/{deviceId}/commands", EmulatorOperations.PurgeCloudToDevice),
    ];

    /// <summary>The operation that a request is for; null when none is.</summary>
    public static HttpRoute? Find(HttpCall call)
    {
        bool hasTag = EntityTag.Parse(call.IfMatch) is not null;
        foreach (HttpRoute route in All)
        {
            if (route.Matches(call.Method, call.Segments, hasTag))
            {
                return route;
            }
        }

        return null;
    }

    /// <summary>What a request is to faults.</summary>
    public static Occasion OccasionOf(HttpCall call) => Find(call)?.OccasionOf(call.Segments) ?? new Occasion(EmulatorOperations.None);

    private static IEnumerable<HttpRoute> ManageEnrollments(params string[] operations) =>
        operations.Select(operation => operation.Split(' ')).Select(parts => new HttpRoute(parts[0], parts[1], EmulatorOperations.ManageEnrollments));
}
