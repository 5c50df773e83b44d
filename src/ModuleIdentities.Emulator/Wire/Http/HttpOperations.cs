using ModuleIdentities.Emulator.Faults;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>Which operation a request asks for, by its method and path (protocol sections 2.1, 5.1 and 5.6).</summary>
internal static class HttpOperations
{
    public static Occasion Of(HttpCall call)
    {
        bool hasTag = EntityTag.Parse(call.IfMatch) is not null;
        return call.Segments switch
        {
            [_, "registrations", string id, "register"] => new Occasion(EmulatorOperations.Register, id),
            [_, "registrations", string id, "operations", _] => new Occasion(EmulatorOperations.PollRegistration, id),
            [_, "registrations", string id] => new Occasion(EmulatorOperations.LookUpRegistration, id),
            ["enrollments" or "enrollmentGroups" or "registrations", ..] => new Occasion(EmulatorOperations.ManageEnrollments),
            ["devices"] => new Occasion(EmulatorOperations.ListDevices),
            ["devices", "query"] when call.Method == "POST" => new Occasion(EmulatorOperations.Query),
            ["devices", string device] => new Occasion(OfDevice(call.Method, hasTag), device),
            ["devices", string device, "modules"] => new Occasion(EmulatorOperations.ListModules, device),
            ["devices", string device, "modules", string module] => new Occasion(OfModule(call.Method, hasTag), device, module),
            ["devices", string device, "messages", "events"] => new Occasion(EmulatorOperations.Telemetry, device),
            ["devices", string device, "modules", string module, "messages", "events"] => new Occasion(EmulatorOperations.Telemetry, device, module),
            ["twins", string device, .. var rest] => OfTwin(call.Method, device, rest),
            _ => new Occasion(EmulatorOperations.None),
        };
    }

    private static EmulatorOperations OfDevice(string method, bool hasTag) => method switch
    {
        "GET" => EmulatorOperations.GetDevice,
        "PUT" => hasTag ? EmulatorOperations.UpdateDevice : EmulatorOperations.CreateDevice,
        "DELETE" => EmulatorOperations.DeleteDevice,
        _ => EmulatorOperations.None,
    };

    private static EmulatorOperations OfModule(string method, bool hasTag) => method switch
    {
        "GET" => EmulatorOperations.GetModule,
        "PUT" => hasTag ? EmulatorOperations.UpdateModule : EmulatorOperations.CreateModule,
        "DELETE" => EmulatorOperations.DeleteModule,
        _ => EmulatorOperations.None,
    };

    private static Occasion OfTwin(string method, string device, string[] rest)
    {
        string? module = rest is ["modules", string id, ..] ? id : null;
        return rest is [.., "methods"] ? new Occasion(EmulatorOperations.InvokeMethod, device, module)
            : method == "GET" ? new Occasion(EmulatorOperations.ReadTwin, device, module)
            : new Occasion(EmulatorOperations.UpdateTwin, device, module);
    }
}
