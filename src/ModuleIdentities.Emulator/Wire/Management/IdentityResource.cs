using System.Text.Json;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Methods;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Twins;
using ModuleIdentities.Emulator.Wire.Http;

namespace ModuleIdentities.Emulator.Wire.Management;

/// <summary>
/// Devices and modules: <c>identities</c> page by page with their state, <c>twins/{device}[/{module}]</c> and <c>methods/{device}[/{module}]</c> with the bodies
/// of the hub's service API. They are not throttled, and no fault touches them.
/// </summary>
internal sealed class IdentityResource(EmulatorRoot root)
{
    private const int LargestPage = 1000;

    private readonly IdentityListing _listing = new(root);

    /// <exception cref="HubRefusedException">The hub refused.</exception>
    /// <exception cref="FormatException">A parameter of the query is wrong.</exception>
    public async Task<bool> TryAnswerAsync(HttpCall call, string[] path)
    {
        switch (path)
        {
            case ["identities"] when call.Method == "GET":
                await ListAsync(call).ConfigureAwait(false);
                return true;
            case ["twins", string deviceId, .. var rest] when call.Method is "GET" or "PATCH" or "PUT" && rest.Length <= 1:
                await AnswerTwinAsync(call, new PrincipalId(deviceId, rest.FirstOrDefault())).ConfigureAwait(false);
                return true;
            case ["methods", string deviceId, .. var rest] when call.Method == "POST" && rest.Length <= 1:
                MethodResult result = await ManagementQuery.Hub(call, root).Methods
                    .InvokeAsync(new PrincipalId(deviceId, rest.FirstOrDefault()), MethodJson.Read(call.Body), call.Aborted).ConfigureAwait(false);
                await call.AnswerAsync(200, writer => MethodJson.Write(writer, result)).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    private Task ListAsync(HttpCall call)
    {
        ManagementQuery.RequireKnown(call, "hub", "q", "state", "offset", "limit");
        int offset = ManagementQuery.Number(call, "offset", 0);
        int limit = ManagementQuery.Number(call, "limit", 100, LargestPage);
        IEnumerable<ListedIdentity> wanted = _listing.All();
        if (call.HasQuery("hub"))
        {
            HubServices hub = ManagementQuery.Hub(call, root);
            wanted = wanted.Where(each => each.Hub == hub);
        }

        if (call.Query("q") is { Length: > 0 } text)
        {
            wanted = wanted.Where(each => each.Contains(text));
        }

        wanted = call.Query("state") switch
        {
            null or "" => wanted,
            "connected" => wanted.Where(each => each.Status.IsConnected),
            "disconnected" => wanted.Where(each => !each.Status.IsConnected),
            _ => throw new FormatException("'state' is connected or disconnected."),
        };
        IReadOnlyList<ListedIdentity> found = wanted as IReadOnlyList<ListedIdentity> ?? [.. wanted];
        return call.AnswerAsync(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("total", found.Count);
            writer.WriteNumber("registered", _listing.All().Count);
            writer.WriteNumber("connected", root.Hubs.Sum(hub => hub.Connections.Count));
            writer.WriteStartArray("items");
            foreach (ListedIdentity identity in found.Skip(offset).Take(limit))
            {
                Write(writer, identity);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, ListedIdentity identity)
    {
        ConnectionStatus status = identity.Status;
        writer.WriteStartObject();
        writer.WriteString("hub", identity.Hub.Settings.HostName);
        writer.WriteString("deviceId", identity.Principal.DeviceId);
        writer.WriteString("moduleId", identity.Principal.ModuleId);
        writer.WriteBoolean("enabled", identity.IsEnabled);
        writer.WriteString("authentication", identity.Authentication);
        writer.WriteBoolean("connected", status.IsConnected);
        if (status.Since is { } since)
        {
            writer.WriteString("since", since.UtcDateTime);
        }

        writer.WriteStartArray("subscriptions");
        if (identity.Hub.Connections.Find(identity.Principal) is { } connection)
        {
            ManagementJson.Write(writer, connection.Interests);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private async Task AnswerTwinAsync(HttpCall call, PrincipalId principal)
    {
        HubServices hub = ManagementQuery.Hub(call, root);
        Twin twin = call.Method == "GET"
            ? hub.Twins.Get(principal)
            : await hub.Twins.UpdateAsync(
                principal, TwinJson.Read(call.Body, replaces: call.Method == "PUT"), EntityTag.Parse(call.IfMatch), call.Aborted).ConfigureAwait(false);
        call.SetHeader("ETag", $"\"{twin.Record.ETag}\"");
        await call.AnswerAsync(200, writer => TwinJson.Write(writer, twin, hub.StatusOf(principal))).ConfigureAwait(false);
    }
}
