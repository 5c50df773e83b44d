using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using ModuleIdentities.Emulator.Wire.Http;

namespace ModuleIdentities.Emulator.Wire.Management;

/// <summary>
/// What tools and other languages steer the emulator with: <c>/_emulator/…</c> on the HTTPS port, for callers on this machine that have the token of
/// this run. No fault touches it, and the journal does not have it.
/// </summary>
internal sealed class ManagementEndpoint(ManagementApi api, string token)
{
    private readonly byte[] _token = Encoding.ASCII.GetBytes(token);

    public async Task AnswerAsync(HttpContext context)
    {
        HttpCall.Limit(context);
        HttpCall call = await HttpCall.ReadAsync(context, journal: null).ConfigureAwait(false);
        if (context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
        {
            await ManagementApi.RefuseAsync(call, 403, "The management API is for callers on the emulator's machine.").ConfigureAwait(false);
        }
        else if (!IsAuthorized(call))
        {
            call.SetHeader("WWW-Authenticate", "Bearer");
            await ManagementApi.RefuseAsync(call, 401, "The header 'Authorization: Bearer …' with the token that the emulator printed at its start is missing or wrong.").ConfigureAwait(false);
        }
        else
        {
            await api.AnswerAsync(context, call).ConfigureAwait(false);
        }
    }

    private bool IsAuthorized(HttpCall call) => call.Header("Authorization") is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header["Bearer ".Length..].Trim()), _token);
}
