namespace ModuleIdentities.Emulator;

/// <summary>What clients ask of the emulator, and what it sends them on its own: the occasions for a <see cref="Fault"/> and the units of a throttle.</summary>
[Flags]
public enum EmulatorOperations
{
    /// <summary>Nothing of the below: a ping, an acknowledgement, a request that is not modelled.</summary>
    None = 0,

    /// <summary>An MQTT CONNECT, to the hub or to DPS.</summary>
    Connect = 1 << 0,

    /// <summary>An MQTT SUBSCRIBE.</summary>
    Subscribe = 1 << 1,

    /// <summary>A device-to-cloud message, over MQTT or HTTPS.</summary>
    Telemetry = 1 << 2,

    /// <summary>DPS: register.</summary>
    Register = 1 << 3,

    /// <summary>DPS: ask how a registration stands.</summary>
    PollRegistration = 1 << 4,

    /// <summary>DPS: look the last registration up.</summary>
    LookUpRegistration = 1 << 5,

    /// <summary>DPS: the service API for enrolments and groups.</summary>
    ManageEnrollments = 1 << 6,

    /// <summary><c>GET /devices/{id}</c>.</summary>
    GetDevice = 1 << 7,

    /// <summary><c>GET /devices</c>.</summary>
    ListDevices = 1 << 8,

    /// <summary><c>PUT /devices/{id}</c> without <c>If-Match</c>.</summary>
    CreateDevice = 1 << 9,

    /// <summary><c>PUT /devices/{id}</c> with <c>If-Match</c>.</summary>
    UpdateDevice = 1 << 10,

    /// <summary><c>DELETE /devices/{id}</c>.</summary>
    DeleteDevice = 1 << 11,

    /// <summary><c>GET /devices/{id}/modules/{id}</c>.</summary>
    GetModule = 1 << 12,

    /// <summary><c>GET /devices/{id}/modules</c>.</summary>
    ListModules = 1 << 13,

    /// <summary><c>PUT /devices/{id}/modules/{id}</c> without <c>If-Match</c>.</summary>
    CreateModule = 1 << 14,

    /// <summary><c>PUT /devices/{id}/modules/{id}</c> with <c>If-Match</c>.</summary>
    UpdateModule = 1 << 15,

    /// <summary><c>DELETE /devices/{id}/modules/{id}</c>.</summary>
    DeleteModule = 1 << 16,

    /// <summary>Read a twin, from either side.</summary>
    ReadTwin = 1 << 17,

    /// <summary>Change a twin, from either side.</summary>
    UpdateTwin = 1 << 18,

    /// <summary>A query of the hub.</summary>
    Query = 1 << 19,

    /// <summary>A direct method: the service's call, and the message that carries it to the client.</summary>
    InvokeMethod = 1 << 20,

    /// <summary>A client's answer to a direct method.</summary>
    MethodReply = 1 << 21,

    /// <summary>The hub tells a client of a change of its desired properties.</summary>
    DesiredChange = 1 << 22,

    /// <summary>A cloud-to-device message, or one to the input of a module.</summary>
    CloudToDevice = 1 << 23,

    /// <summary><c>POST /devices</c>: up to 100 devices and modules at once.</summary>
    BulkRegistry = 1 << 24,

    /// <summary><c>GET /statistics/devices</c> and <c>GET /statistics/service</c>.</summary>
    GetStatistics = 1 << 25,

    /// <summary>A device fetches a cloud-to-device message over HTTPS.</summary>
    FetchCloudToDevice = 1 << 26,

    /// <summary>A device completes, rejects or gives back a cloud-to-device message over HTTPS.</summary>
    SettleCloudToDevice = 1 << 27,

    /// <summary>A service empties the queue of a device: <c>DELETE /devices/{id}/commands</c>.</summary>
    PurgeCloudToDevice = 1 << 28,

    /// <summary>Every operation of the registry.</summary>
    Registry = GetDevice | ListDevices | CreateDevice | UpdateDevice | DeleteDevice | GetModule | ListModules | CreateModule | UpdateModule | DeleteModule
        | BulkRegistry | GetStatistics,

    /// <summary>Every operation that a device asks of DPS.</summary>
    Provisioning = Register | PollRegistration | LookUpRegistration,

    /// <summary>Every operation that is asked for and answered, over HTTPS or MQTT.</summary>
    Requests = Registry | Provisioning | ManageEnrollments | ReadTwin | UpdateTwin | Query | InvokeMethod
        | FetchCloudToDevice | SettleCloudToDevice | PurgeCloudToDevice,

    /// <summary>Everything.</summary>
    All = (1 << 29) - 1,
}
