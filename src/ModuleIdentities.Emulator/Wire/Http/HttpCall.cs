using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Service.Security;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>One HTTP request with its body read, and the ways to answer it.</summary>
internal sealed class HttpCall
{
    private const int LargestBody = 1024 * 1024;

    private readonly HttpContext _context;

    private HttpCall(HttpContext context, string target, ReadOnlyMemory<byte> body)
    {
        _context = context;
        Target = target;
        Body = body;

        // Each segment is decoded exactly once: an id may hold a '%' of its own.
        string path = target.Split('?', 2)[0];
        Segments = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
    }

    public string Method => _context.Request.Method;

    /// <summary>Path and query exactly as sent.</summary>
    public string Target { get; }

    public ReadOnlyMemory<byte> Body { get; }

    public string[] Segments { get; }

    public bool HasApiVersion => !StringValues.IsNullOrEmpty(_context.Request.Query["api-version"]);

    /// <summary>The headers of the request.</summary>
    public IHeaderDictionary Headers => _context.Request.Headers;

    /// <summary>The names of the parameters of the query.</summary>
    public IEnumerable<string> QueryNames => _context.Request.Query.Keys;

    /// <summary>Whether the query has a parameter of this name, with a value or without.</summary>
    public bool HasQuery(string name) => _context.Request.Query.ContainsKey(name);

    public string? IfMatch => Header("If-Match");

    public CancellationToken Aborted => _context.RequestAborted;

    /// <summary>The name of the host that is asked, without its port.</summary>
    public string Host => _context.Request.Host.Host;

    /// <summary>
    /// What the caller shows: the token of its Authorization header or, without that header, the certificate of its TLS handshake. With a header
    /// that cannot be read it shows nothing.
    /// </summary>
    public HubCaller Caller => Header("Authorization") is { Length: > 0 } header
        ? new HubCaller(SasToken.TryParse(header, out SasToken? token) ? token : null)
        : new HubCaller(null, _context.Features.Get<PresentedCertificate>());

    public static async Task<HttpCall> ReadAsync(HttpContext context, Journal? journal)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        HttpCall call = new(context, target, body.ToArray());
        if (journal is not null)
        {
            List<KeyValuePair<string, string>> headers = [.. context.Request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))];
            journal.Append(new HttpRequestEntry(journal.Now, context.Connection.Id, call.Method, target, headers, call.Body));
        }

        return call;
    }

    public static void Limit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = LargestBody;
        }
    }

    /// <exception cref="HubRefusedException">The request has no <c>api-version</c>.</exception>
    public void RequireApiVersion()
    {
        if (!HasApiVersion)
        {
            throw new HubRefusedException(HubErrorCode.InvalidProtocolVersion, "The api-version is missing.");
        }
    }

    /// <summary>A header of the request, or null.</summary>
    public string? Header(string name) => _context.Request.Headers.TryGetValue(name, out StringValues values) ? values.ToString() : null;

    public void SetHeader(string name, string value) => _context.Response.Headers[name] = value;

    public Task AnswerAsync(int status, ReadOnlyMemory<byte> json) => AnswerAsync(status, json, "application/json; charset=utf-8");

    public async Task AnswerAsync(int status, ReadOnlyMemory<byte> body, string contentType)
    {
        _context.Response.StatusCode = status;
        SetHeader("x-ms-request-id", Guid.NewGuid().ToString());
        if (body.IsEmpty)
        {
            return;
        }

        _context.Response.ContentType = contentType;
        _context.Response.ContentLength = body.Length;
        await _context.Response.Body.WriteAsync(body, Aborted).ConfigureAwait(false);
    }

    public Task AnswerAsync(int status, Action<Utf8JsonWriter> write) => AnswerAsync(status, Json(write));

    /// <summary>
    /// Refuses as the hub does: what concerns a device or a credential as <c>ErrorCode:Name;text</c>, the rest as an envelope in an envelope;
    /// the name is in a header each time.
    /// </summary>
    public Task RefuseAsync(HubErrorCode code, string message, DateTimeOffset now)
    {
        bool isPlain = code is HubErrorCode.DeviceNotFound or HubErrorCode.DeviceAlreadyExists or HubErrorCode.IotHubUnauthorizedAccess or HubErrorCode.IotHubUnauthorized;
        string outer = isPlain ? $"ErrorCode:{code};{message}" : Encoding.UTF8.GetString(HubErrorJson.Write(code, message, now));
        SetHeader("iothub-errorcode", code.ToString());
        if ((int)code / 1000 == StatusCodes.Status429TooManyRequests)
        {
            // And no Retry-After.
            SetHeader("Connection", "close");
        }

        return AnswerAsync((int)code / 1000, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("Message", outer);
            writer.WriteString("ExceptionMessage", isPlain ? $"Tracking ID:{Guid.NewGuid():N}-TimeStamp:{HubErrorJson.Timestamp(now)}" : "");
            writer.WriteEndObject();
        });
    }

    /// <summary>Refuses as DPS does.</summary>
    public Task RefuseAsync(ProvisioningRefusedException refusal, DateTimeOffset now)
    {
        string number = ((int)refusal.Error).ToString(CultureInfo.InvariantCulture);
        SetHeader("x-ms-error-code", number);
        if (refusal.RetryAfter is { } wait)
        {
            SetHeader("Retry-After", ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }

        return AnswerAsync(
            refusal.Status,
            refusal.TpmChallenge is { } challenge
                ? RegistrationJson.TpmChallenge(challenge, refusal.Message)
                : RegistrationJson.Error((int)refusal.Error, refusal.Message, now));
    }

    /// <summary>A parameter of the query; null when it is missing.</summary>
    public string? Query(string name) => _context.Request.Query.TryGetValue(name, out StringValues values) ? values.ToString() : null;

    /// <summary>What <paramref name="write"/> writes, as bytes.</summary>
    public static byte[] Json(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        write(writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
