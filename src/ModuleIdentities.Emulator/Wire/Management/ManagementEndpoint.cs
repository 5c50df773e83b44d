using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModuleIdentities.Emulator.Faults;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Seeding;
using ModuleIdentities.Emulator.Wire.Http;

namespace ModuleIdentities.Emulator.Wire.Management;

/// <summary>
/// What tools and other languages steer the emulator with: <c>/_emulator/…</c> on the HTTPS port, for callers on this machine that have the token of
/// this run. No fault touches it, and the journal does not have it.
/// </summary>
internal sealed class ManagementEndpoint(EmulatorRoot root, Func<EmulatorSeed, CancellationToken, Task> seed)
{
    public const string Prefix = "/_emulator";

    private readonly byte[] _token = Encoding.ASCII.GetBytes(root.ManagementToken);

    public async Task AnswerAsync(HttpContext context)
    {
        HttpCall.Limit(context);
        HttpCall call = await HttpCall.ReadAsync(context, journal: null).ConfigureAwait(false);
        if (context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
        {
            await RefuseAsync(call, 403, "The management API is for callers on the emulator's machine.").ConfigureAwait(false);
        }
        else if (!IsAuthorized(call))
        {
            call.SetHeader("WWW-Authenticate", "Bearer");
            await RefuseAsync(call, 401, "The header 'Authorization: Bearer …' with the token that the emulator printed at its start is missing or wrong.").ConfigureAwait(false);
        }
        else if (!await TryAnswerAsync(context, call).ConfigureAwait(false))
        {
            await RefuseAsync(call, 404, $"There is no {call.Method} {call.Target.Split('?', 2)[0]}; see docs/emulator.md.").ConfigureAwait(false);
        }
    }

    private static Task RefuseAsync(HttpCall call, int status, string message) => call.AnswerAsync(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error", message);
        writer.WriteEndObject();
    });

    private bool IsAuthorized(HttpCall call) => call.Header("Authorization") is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header["Bearer ".Length..].Trim()), _token);

    private async Task<bool> TryAnswerAsync(HttpContext context, HttpCall call)
    {
        switch (call.Segments[1..])
        {
            case ["faults"] when call.Method == "GET":
                await call.AnswerAsync(200, writer => WriteAll(writer, root.Faults.Handles, ManagementJson.Write)).ConfigureAwait(false);
                return true;
            case ["faults"] when call.Method == "POST":
                await AddFaultAsync(call).ConfigureAwait(false);
                return true;
            case ["faults"] when call.Method == "DELETE":
                root.Faults.Clear();
                await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
                return true;
            case ["faults", string id] when call.Method is "GET" or "DELETE" && FindFault(id) is { } handle:
                await AnswerFaultAsync(call, handle).ConfigureAwait(false);
                return true;
            case ["connections"] when call.Method == "GET":
                await call.AnswerAsync(200, writer => WriteAll(
                    writer,
                    root.Hubs.SelectMany(hub => hub.Connections.List().Select(connection => (hub, connection))),
                    (json, each) => ManagementJson.Write(json, each.hub, each.connection))).ConfigureAwait(false);
                return true;
            case ["connections", string deviceId, .. var rest] when call.Method == "DELETE" && rest.Length <= 1:
                return await TryDropAsync(call, new PrincipalId(deviceId, rest.FirstOrDefault())).ConfigureAwait(false);
            case ["limits"] when call.Method == "GET":
                await call.AnswerAsync(200, writer => ManagementJson.WriteLimits(writer, root)).ConfigureAwait(false);
                return true;
            case ["seed"] when call.Method == "POST":
                await SeedAsync(call).ConfigureAwait(false);
                return true;
            case ["messages"] when call.Method == "GET":
                await StreamAsync(context, call).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    private static void WriteAll<T>(Utf8JsonWriter writer, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray();
        foreach (T item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }

    private FaultHandle? FindFault(string id) => root.Faults.Handles.FirstOrDefault(handle => handle.Id.ToString(CultureInfo.InvariantCulture) == id);

    private async Task AddFaultAsync(HttpCall call)
    {
        FaultHandle handle;
        try
        {
            handle = root.Faults.Add(FaultJson.Read(call.Body.Span));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            await RefuseAsync(call, 400, $"That is no fault: {exception.Message}").ConfigureAwait(false);
            return;
        }

        call.SetHeader("Location", $"{Prefix}/faults/{handle.Id.ToString(CultureInfo.InvariantCulture)}");
        await call.AnswerAsync(201, writer => ManagementJson.Write(writer, handle)).ConfigureAwait(false);
    }

    private static Task AnswerFaultAsync(HttpCall call, FaultHandle handle)
    {
        if (call.Method == "GET")
        {
            return call.AnswerAsync(200, writer => ManagementJson.Write(writer, handle));
        }

        handle.Dispose();
        return call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty);
    }

    private async Task SeedAsync(HttpCall call)
    {
        // The caller is on this machine: its file has neighbours that both can read.
        string? file = call.Query("file");
        try
        {
            string folder = file is null ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(file))!;
            await seed(SeedReader.Read(call.Body.Span, file ?? "seed", folder), call.Aborted).ConfigureAwait(false);
        }
        catch (SeedException exception)
        {
            await RefuseAsync(call, 400, exception.Message).ConfigureAwait(false);
            return;
        }

        await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
    }

    private async Task<bool> TryDropAsync(HttpCall call, PrincipalId principal)
    {
        if ((call.Query("hub") is { } name ? root.FindHub(name) : root.Hubs[0])?.Connections.Find(principal) is not { } connection)
        {
            return false;
        }

        connection.Close("the management API closed it");
        await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
        return true;
    }

    private async Task StreamAsync(HttpContext context, HttpCall call)
    {
        MessageStream stream;
        try
        {
            stream = MessageStream.Read(call);
        }
        catch (FormatException exception)
        {
            await RefuseAsync(call, 400, exception.Message).ConfigureAwait(false);
            return;
        }

        await stream.WriteAsync(context.Response, root.Messages, call.Aborted).ConfigureAwait(false);
    }
}
