using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Cli;

/// <summary>The local provisioner's protocol (docs/serve.md): finds out who asks, for which module, and whether that is allowed, before anything else.</summary>
internal sealed class ServeEndpoint(IReadOnlyList<ServedApplication> applications, ModuleDesk desk, ILogger logger)
{
    public async Task AnswerAsync(HttpContext context)
    {
        PeerCredentials peer = context.Features.GetRequiredFeature<PeerCredentials>();
        string request = $"{context.Request.Method} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}";
        try
        {
            await AnswerAsync(context, peer, request).ConfigureAwait(false);
        }
        catch (ModuleIdentityException exception)
        {
            ServeLog.Failed(logger, request, peer.UserId, peer.ProcessId, exception.Message);
            await WriteAsync(context, Status(exception.Code), new ServedFailure(
                new ServedError(exception.Code.ToString(), exception.Message, exception.RetryAfter?.TotalSeconds)), ServeJson.Default.ServedFailure).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JsonException or BadHttpRequestException)
        {
            await FailAsync(context, StatusCodes.Status400BadRequest, ModuleIdentityErrorCode.RequestRejected, "The body is not the JSON document that this request takes.").ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
    }

    private async Task AnswerAsync(HttpContext context, PeerCredentials peer, string request)
    {
        CancellationToken cancellationToken = context.RequestAborted;
        ServedApplication[] callers = [.. applications.Where(application => application.Is(peer))];
        string[] path = Path(context);
        if (path is ["v1", "modules"] && HttpMethods.IsGet(context.Request.Method))
        {
            ServedEntry[] entries = [.. callers.SelectMany(caller => caller.Modules.Select(module => new ServedEntry(module, caller.Access)))];
            await WriteAsync(context, StatusCodes.Status200OK, entries, ServeJson.Default.ServedEntryArray).ConfigureAwait(false);
            return;
        }

        if (path is not ["v1", "modules", var moduleId, ..] || path.Length > 4 || !HttpMethods.IsPost(context.Request.Method))
        {
            await FailAsync(context, StatusCodes.Status404NotFound, ModuleIdentityErrorCode.RequestRejected, $"There is no '{request}': see docs/serve.md.").ConfigureAwait(false);
            return;
        }

        if (callers.FirstOrDefault(caller => caller.Modules.Contains(moduleId, StringComparer.Ordinal)) is not { } application)
        {
            ServeLog.Denied(logger, request, peer.UserId, peer.ProcessId);
            await FailAsync(context, StatusCodes.Status403Forbidden, ModuleIdentityErrorCode.AccessDenied, Denial(peer, moduleId, callers)).ConfigureAwait(false);
            return;
        }

        switch (path.ElementAtOrDefault(3))
        {
            case null:
                await GiveAsync(context, application, await desk.GetAsync(moduleId, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case ServePaths.Token:
                ServedTokenRequest wanted = await ReadAsync(context, ServeJson.Default.ServedTokenRequest).ConfigureAwait(false);
                string token = await desk.SignAsync(moduleId, wanted, cancellationToken).ConfigureAwait(false);
                await WriteAsync(context, StatusCodes.Status200OK, new ServedToken(token), ServeJson.Default.ServedToken).ConfigureAwait(false);
                break;
            case ServePaths.Refused:
                ServedRefusal refusal = await ReadAsync(context, ServeJson.Default.ServedRefusal).ConfigureAwait(false);
                await GiveAsync(context, application, await desk.ReplaceRefusedAsync(moduleId, refusal, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case ServePaths.Reprovision:
                await GiveAsync(context, application, await desk.ReprovisionAsync(moduleId, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case ServePaths.Rotate:
                await GiveAsync(context, application, await desk.RotateAsync(moduleId, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            default:
                await FailAsync(context, StatusCodes.Status404NotFound, ModuleIdentityErrorCode.RequestRejected, $"There is no '{request}': see docs/serve.md.").ConfigureAwait(false);
                return;
        }

        ServeLog.Served(logger, request, peer.UserId, peer.ProcessId);
    }

    private static string Denial(PeerCredentials peer, string moduleId, ServedApplication[] callers) => callers.Length == 0
        ? $"User {peer.UserId} is in no entry of Serve:Applications. Add it there with module '{moduleId}', and restart moduleid."
        : $"User {peer.UserId} may have {string.Join(", ", callers.SelectMany(caller => caller.Modules))}, and not module '{moduleId}'. Add it to Serve:Applications, and restart moduleid.";

    private static async Task GiveAsync(HttpContext context, ServedApplication application, ModuleIdentity? identity)
    {
        if (identity is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        ModuleSecrets secrets = identity.Secrets;
        string[]? keys = application.Access == ServedAccess.Signatures
            ? null
            : secrets.Secondary is { } second ? [Text(secrets.Primary), Text(second)] : [Text(secrets.Primary)];
        ServedModule served = new(
            identity.HubHostName,
            identity.DeviceId,
            identity.ModuleId,
            identity.GenerationId,
            identity.Origin,
            identity.KeyFingerprint,
            identity.KeysSince,
            identity.Recovery,
            identity.ProvisioningPayload,
            keys);
        await WriteAsync(context, StatusCodes.Status200OK, served, ServeJson.Default.ServedModule).ConfigureAwait(false);
    }

    // What a derived key is exported as is its name, which is of no use elsewhere.
    private static string Text(ModuleSecret secret) => secret is ModuleKey ? secret.ConnectionStringField.Split('=', 2)[1] : secret.Export();

    // A module id may hold what a URL normalises away: it is read as it was sent.
    private static string[] Path(HttpContext context) =>
        [.. context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];

    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> contract)
        where T : class => await JsonSerializer.DeserializeAsync(context.Request.Body, contract, context.RequestAborted).ConfigureAwait(false) ?? throw new JsonException();

    private static int Status(ModuleIdentityErrorCode code) => code switch
    {
        ModuleIdentityErrorCode.AccessDenied => StatusCodes.Status403Forbidden,
        ModuleIdentityErrorCode.RequestRejected or ModuleIdentityErrorCode.CredentialRefused => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status502BadGateway,
    };

    private static Task FailAsync(HttpContext context, int status, ModuleIdentityErrorCode code, string message) =>
        WriteAsync(context, status, new ServedFailure(new ServedError(code.ToString(), message, null)), ServeJson.Default.ServedFailure);

    private static async Task WriteAsync<T>(HttpContext context, int status, T document, JsonTypeInfo<T> contract)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(document, contract);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
