using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModuleIdentities.Emulator.Wire.Http;
using ModuleIdentities.Emulator.Wire.Management;

namespace ModuleIdentities.Emulator.Page;

/// <summary>
/// Everything that comes in on the page's port: its files for everybody on this machine; <c>/session</c>, which gives a cookie for the token; and the management
/// API for who has the cookie.
/// </summary>
internal sealed class PageFrontDoor(IotEmulator emulator, EmulatorPageOptions options, int port)
{
    private const string ConnectionStrings = "connectionStrings";

    private readonly PageGuard _guard = new(port);
    private readonly PageFiles _files = new();
    private readonly PageSessions _sessions = new(port);
    private readonly byte[] _token = Encoding.UTF8.GetBytes(emulator.ManagementToken);

    public async Task AnswerAsync(HttpContext context)
    {
        PageGuard.Harden(context.Response);
        if (_guard.FindReasonToRefuse(context) is { } refusal)
        {
            context.Response.Headers.Connection = "close";
            HttpCall refused = await HttpCall.ReadAsync(context, journal: null).ConfigureAwait(false);
            await ManagementApi.RefuseAsync(refused, refusal.Status, refusal.Message).ConfigureAwait(false);
            return;
        }

        HttpCall call = await HttpCall.ReadAsync(context, journal: null).ConfigureAwait(false);
        bool isSession = context.Request.Path == "/session";
        if (!isSession && !context.Request.Path.StartsWithSegments(ManagementApi.Prefix))
        {
            await _files.AnswerAsync(context).ConfigureAwait(false);
        }
        else if (isSession && call.Method == "POST")
        {
            await SignInAsync(context, call).ConfigureAwait(false);
        }
        else if (!_sessions.Has(context.Request))
        {
            await ManagementApi.RefuseAsync(call, 401, "Sign in with the management token that the emulator printed at its start.").ConfigureAwait(false);
        }
        else if (isSession)
        {
            await AnswerSessionAsync(context, call).ConfigureAwait(false);
        }
        else if (!await TryAnswerAsync(call).ConfigureAwait(false))
        {
            await emulator.Management.AnswerAsync(context, call).ConfigureAwait(false);
        }
    }

    private async Task SignInAsync(HttpContext context, HttpCall call)
    {
        if (ReadToken(call.Body) is not { } token)
        {
            await ManagementApi.RefuseAsync(call, 400, """The body is {"token": "…"}.""").ConfigureAwait(false);
        }
        else if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token.Trim()), _token))
        {
            await ManagementApi.RefuseAsync(call, 401, "That is not the management token of this run; the emulator prints another one at each start.").ConfigureAwait(false);
        }
        else
        {
            _sessions.Open(context.Response);
            await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
        }
    }

    private async Task AnswerSessionAsync(HttpContext context, HttpCall call)
    {
        if (call.Method == "DELETE")
        {
            _sessions.Close(context);
        }

        await call.AnswerAsync(call.Method is "GET" or "DELETE" ? 204 : 405, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
    }

    /// <summary>What is served beside the emulator, which the management API does not know.</summary>
    private async Task<bool> TryAnswerAsync(HttpCall call)
    {
        switch (call.Segments[1..])
        {
            case [ConnectionStrings] when call.Method == "GET":
                await call.AnswerAsync(200, writer =>
                {
                    writer.WriteStartArray();
                    foreach (string name in options.MoreConnectionStrings.Keys)
                    {
                        writer.WriteStringValue(name);
                    }

                    writer.WriteEndArray();
                }).ConfigureAwait(false);
                return true;
            case [ConnectionStrings, "more", string name] when call.Method == "GET" && options.MoreConnectionStrings.TryGetValue(name, out string? text):
                await call.AnswerAsync(200, writer => ManagementJson.WriteConnectionString(writer, text)).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    private static string? ReadToken(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("token", out JsonElement token) && token.ValueKind == JsonValueKind.String
                ? token.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
