using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModuleIdentities.Emulator.Faults;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Seeding;
using ModuleIdentities.Emulator.Wire.Http;

namespace ModuleIdentities.Emulator.Wire.Management;

/// <summary>What the management API answers to those who are let in: by <see cref="ManagementEndpoint"/> or by the page.</summary>
internal sealed class ManagementApi(EmulatorRoot root, IotEmulator emulator)
{
    public const string Prefix = "/_emulator";

    private readonly IdentityResource _identities = new(root);
    private readonly EnrollmentResource _enrollments = new(root, emulator);
    private readonly SettingsResource _settings = new(emulator);

    public async Task AnswerAsync(HttpContext context, HttpCall call)
    {
        // Some of it is secret, all of it is old in a moment.
        call.SetHeader("Cache-Control", "no-store");
        try
        {
            if (!await TryAnswerAsync(context, call).ConfigureAwait(false))
            {
                await RefuseAsync(call, 404, $"There is no {call.Method} {call.Target.Split('?', 2)[0]}; see docs/emulator.md.").ConfigureAwait(false);
            }
        }
        catch (HubRefusedException exception)
        {
            await RefuseAsync(call, exception.Status, exception.Message).ConfigureAwait(false);
        }
        catch (FormatException exception)
        {
            await RefuseAsync(call, 400, exception.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (call.Aborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
    }

    /// <summary>Refuses, with the reason as <c>error</c>.</summary>
    public static Task RefuseAsync(HttpCall call, int status, string message) => call.AnswerAsync(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error", message);
        writer.WriteEndObject();
    });

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
            case ["changes"] when call.Method == "GET":
                await WaitForChangesAsync(call).ConfigureAwait(false);
                return true;
            case ["seed"] when call.Method == "POST":
                await SeedAsync(call).ConfigureAwait(false);
                return true;
            case ["messages"] when call.Method == "GET":
                await MessageStream.Read(call).WriteAsync(context.Response, root.Messages, call.Aborted).ConfigureAwait(false);
                return true;
            default:
                return await _identities.TryAnswerAsync(call, call.Segments[1..]).ConfigureAwait(false)
                    || await _enrollments.TryAnswerAsync(call, call.Segments[1..]).ConfigureAwait(false)
                    || await _settings.TryAnswerAsync(call, call.Segments[1..]).ConfigureAwait(false);
        }
    }

    /// <summary>Answers with how often each part has changed, once that is not what the caller has seen.</summary>
    /// <exception cref="FormatException">What the caller has seen is not a series of numbers.</exception>
    private async Task WaitForChangesAsync(HttpCall call)
    {
        ManagementQuery.RequireKnown(call, "seen");
        long[] seen = [];
        if (call.Query("seen") is { Length: > 0 } text && !TryReadNumbers(text, out seen))
        {
            throw new FormatException("'seen' is the 'seen' of an earlier answer.");
        }

        long[] now = await root.Changes.WaitAsync(seen, call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("seen", string.Join('.', now.Select(count => count.ToString(CultureInfo.InvariantCulture))));
            foreach (ChangeKind kind in ChangeCounters.Kinds)
            {
                writer.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()), now[(int)kind]);
            }

            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static bool TryReadNumbers(string text, out long[] numbers)
    {
        string[] parts = text.Split('.');
        numbers = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        return true;
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
            await emulator.SeedAsync(SeedReader.Read(call.Body.Span, file ?? "seed", folder), call.Aborted).ConfigureAwait(false);
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
        HubConnections connections = ManagementQuery.Hub(call, root).Connections;
        if (connections.Find(principal) is not { } connection)
        {
            return false;
        }

        await connections.CloseAsync(connection, "the management API closed it", call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
        return true;
    }
}
