namespace ModuleIdentities.Emulator;

/// <summary>The operations of the hub's identity registry.</summary>
public enum RegistryOperation
{
    /// <summary><c>GET /devices/{id}</c>.</summary>
    GetDevice,

    /// <summary><c>GET /devices</c>.</summary>
    ListDevices,

    /// <summary><c>PUT /devices/{id}</c> without <c>If-Match</c>.</summary>
    CreateDevice,

    /// <summary><c>PUT /devices/{id}</c> with <c>If-Match</c>.</summary>
    UpdateDevice,

    /// <summary><c>DELETE /devices/{id}</c>.</summary>
    DeleteDevice,

    /// <summary><c>GET /devices/{id}/modules/{id}</c>.</summary>
    GetModule,

    /// <summary><c>GET /devices/{id}/modules</c>.</summary>
    ListModules,

    /// <summary><c>PUT /devices/{id}/modules/{id}</c> without <c>If-Match</c>.</summary>
    CreateModule,

    /// <summary><c>PUT /devices/{id}/modules/{id}</c> with <c>If-Match</c>.</summary>
    UpdateModule,

    /// <summary><c>DELETE /devices/{id}/modules/{id}</c>.</summary>
    DeleteModule,

    /// <summary><c>POST /devices</c>: up to 100 devices and modules at once.</summary>
    BulkOperation,

    /// <summary><c>GET /statistics/devices</c> and <c>GET /statistics/service</c>.</summary>
    GetStatistics,
}
