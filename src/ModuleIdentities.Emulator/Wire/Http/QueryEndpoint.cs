using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Queries;
using ModuleIdentities.Emulator.Service.Twins;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>
/// <c>POST /devices/query</c>: searches twins, paged by <c>x-ms-max-item-count</c> and <c>x-ms-continuation</c>. Whole twins come with the
/// <c>x-ms-item-type</c> <c>Twin</c>, columns with <c>Raw</c>, as the SDKs expect.
/// </summary>
internal sealed class QueryEndpoint(HubServices services)
{
    private const int LargestPage = 100;

    private readonly TwinSearch _search = new(services.Directory, principal => Read(services, principal));

    /// <summary>Answers the call; false when it is no query.</summary>
    public async Task<bool> TryAnswerAsync(HttpCall call)
    {
        if (call.Segments is not ["devices", "query"] || call.Method != "POST")
        {
            return false;
        }

        try
        {
            call.RequireApiVersion();
            services.Authorizer.AdmitService(call.Caller, "devices/query", HubRights.RegistryRead);
            await services.Limits.AdmitAsync(HubThrottle.Queries, "Query", call.Body.Length, call.Aborted).ConfigureAwait(false);
            await AnswerAsync(call, QueryParser.Parse(ReadQuery(call.Body))).ConfigureAwait(false);
        }
        catch (HubRefusedException exception)
        {
            await call.RefuseAsync(exception.Code, exception.Message, services.Time.GetUtcNow()).ConfigureAwait(false);
        }

        return true;
    }

    private static string ReadQuery(ReadOnlyMemory<byte> body) => TwinText.Read(body) is JsonObject root
        && root["query"] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw new HubRefusedException(HubErrorCode.IotHubFormatError, "The body is no query.");

    private static JsonElement? Read(HubServices services, PrincipalId principal)
    {
        try
        {
            Twin twin = services.Twins.Get(principal);
            return JsonElement.Parse(HttpCall.Json(writer => TwinJson.Write(writer, twin, services.StatusOf(principal))));
        }
        catch (HubRefusedException)
        {
            // Deleted since it was listed.
            return null;
        }
    }

    private static int PageSize(HttpCall call) => call.Header("x-ms-max-item-count") switch
    {
        null => LargestPage,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0 => Math.Min(size, LargestPage),
        _ => throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "x-ms-max-item-count is no count."),
    };

    private async Task AnswerAsync(HttpCall call, TwinQuery query)
    {
        call.SetHeader("x-ms-item-type", query.SelectsTwins ? "Twin" : "Raw");
        if (query.Aggregates)
        {
            await call.AnswerAsync(200, writer => WriteRows(writer, () => query.WriteCounts(writer, _search.FindAll(query)))).ConfigureAwait(false);
            return;
        }

        TwinPage page = _search.FindPage(query, TwinPagePosition.Parse(call.Header("x-ms-continuation")), PageSize(call));
        if (page.Next is { } next)
        {
            call.SetHeader("x-ms-continuation", next.ToString());
        }

        await call.AnswerAsync(200, writer => WriteRows(writer, () =>
        {
            foreach (JsonElement twin in page.Twins)
            {
                query.Write(writer, twin);
            }
        })).ConfigureAwait(false);
    }

    private static void WriteRows(Utf8JsonWriter writer, Action write)
    {
        writer.WriteStartArray();
        write();
        writer.WriteEndArray();
    }
}
