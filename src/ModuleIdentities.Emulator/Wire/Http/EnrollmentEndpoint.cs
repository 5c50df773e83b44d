using System.Globalization;
using System.Text;
using System.Text.Json;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>
/// The service API of the Device Provisioning Service (its REST specification 2021-10-01): enrolments, groups, registrations, queries over them
/// page by page, and bulk operations.
/// </summary>
internal sealed class EnrollmentEndpoint(EmulatorRoot root)
{
    private const string Continuation = "x-ms-continuation";
    private const string PageSize = "x-ms-max-item-count";
    private const int LargestPage = 1000;
    private const int MostInBulk = 10;

    private EnrollmentService Service => root.EnrollmentService;

    /// <summary>Whether a call is for one of the collections of this API.</summary>
    public static bool Serves(HttpCall call) => call.Segments is [string collection, ..] && Find(collection) is not null;

    /// <summary>Answers a call to <c>/enrollments…</c>, <c>/enrollmentGroups…</c> or <c>/registrations…</c>; false when it is none.</summary>
    public async Task<bool> TryAnswerAsync(HttpCall call)
    {
        if (call.Segments is not [string collection, .. var rest] || Find(collection) is not { } isGroup)
        {
            return false;
        }

        try
        {
            if (!call.HasApiVersion)
            {
                throw new ProvisioningRefusedException(ProvisioningError.BadRequest, "The api-version is missing.");
            }

            Task<bool> answer = collection.Equals("registrations", StringComparison.OrdinalIgnoreCase)
                ? TryAnswerRegistrationAsync(call, rest)
                : TryAnswerEnrollmentAsync(call, rest, isGroup);
            return await answer.ConfigureAwait(false);
        }
        catch (ProvisioningRefusedException exception)
        {
            await call.RefuseAsync(exception, root.Time.GetUtcNow()).ConfigureAwait(false);
            return true;
        }
    }

    // Whether it is the collection of groups; null when it is no collection of the service.
    private static bool? Find(string collection) => collection.ToLowerInvariant() switch
    {
        "enrollments" or "registrations" => false,
        "enrollmentgroups" => true,
        _ => null,
    };

    private async Task<bool> TryAnswerEnrollmentAsync(HttpCall call, string[] rest, bool isGroup)
    {
        EntityTag? ifMatch = EntityTag.Parse(call.IfMatch);
        string path = string.Join('/', call.Segments);
        switch (rest)
        {
            case [] when call.Method == "POST":
                Admit(call, path, ProvisioningRights.EnrollmentWrite);
                await call.AnswerAsync(200, writer => RunBulk(writer, call, isGroup)).ConfigureAwait(false);
                break;
            case ["query"] when call.Method == "POST":
                Admit(call, path, ProvisioningRights.EnrollmentRead);
                await AnswerPageAsync(
                    call,
                    isGroup ? "EnrollmentGroup" : "Enrollment",
                    (after, limit) => root.Enrollments.List(isGroup, after, limit),
                    enrollment => enrollment.Id,
                    (writer, enrollment) => EnrollmentJson.Write(writer, enrollment, Registration(enrollment), withSecrets: false)).ConfigureAwait(false);
                break;
            case [string id, "attestationmechanism"] when call.Method == "POST":
                Admit(call, path, ProvisioningRights.EnrollmentRead | ProvisioningRights.EnrollmentWrite);
                AttestationRecord attestation = Service.Get(id, isGroup).Attestation;
                await call.AnswerAsync(200, writer => EnrollmentJson.WriteAttestation(writer, attestation, withSecrets: true)).ConfigureAwait(false);
                break;
            case [string id] when call.Method == "GET":
                Admit(call, path, ProvisioningRights.EnrollmentRead);
                await AnswerAsync(call, Service.Get(id, isGroup), withSecrets: false).ConfigureAwait(false);
                break;
            case [string id] when call.Method == "PUT":
                Admit(call, path, ProvisioningRights.EnrollmentWrite);
                EnrollmentRecord put = Service.Put(EnrollmentBody.Read(call.Body, id, isGroup), ifMatch, root.Assumptions.ReplaceEnrollmentsWithoutETag);
                await AnswerAsync(call, put, withSecrets: true).ConfigureAwait(false);
                break;
            case [string id] when call.Method == "DELETE":
                Admit(call, path, ProvisioningRights.EnrollmentWrite);
                Service.Delete(id, isGroup, ifMatch);
                await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
                break;
            default:
                return false;
        }

        return true;
    }

    private async Task<bool> TryAnswerRegistrationAsync(HttpCall call, string[] rest)
    {
        string path = string.Join('/', call.Segments);
        switch (rest)
        {
            case [string groupId, "query"] when call.Method == "POST":
                Admit(call, path, ProvisioningRights.RegistrationStatusRead);
                await AnswerPageAsync<RegistrationRecord>(
                    call,
                    "DeviceRegistration",
                    (after, limit) => [.. root.Enrollments.ListRegistrations(groupId, after).Take(limit)],
                    registration => registration.RegistrationId,
                    RegistrationJson.WriteState).ConfigureAwait(false);
                break;
            case [string id] when call.Method == "GET":
                Admit(call, path, ProvisioningRights.RegistrationStatusRead);
                await call.AnswerAsync(200, RegistrationJson.State(Service.GetRegistration(id))).ConfigureAwait(false);
                break;
            case [string id] when call.Method == "DELETE":
                Admit(call, path, ProvisioningRights.RegistrationStatusWrite);
                Service.DeleteRegistration(id, EntityTag.Parse(call.IfMatch));
                await call.AnswerAsync(204, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
                break;
            default:
                return false;
        }

        return true;
    }

    private void Admit(HttpCall call, string path, ProvisioningRights rights)
    {
        root.EnrollmentAuthorizer.Admit(call.Caller.Token, path, rights);
        root.ProvisioningLimits.AdmitOperation();
    }

    private RegistrationRecord? Registration(EnrollmentRecord enrollment) => enrollment.IsGroup ? null : root.Enrollments.FindRegistration(enrollment.Id)?.Value;

    private Task AnswerAsync(HttpCall call, EnrollmentRecord enrollment, bool withSecrets)
    {
        call.SetHeader("ETag", $"\"{enrollment.ETag}\"");
        return call.AnswerAsync(200, writer => EnrollmentJson.Write(writer, enrollment, Registration(enrollment), withSecrets));
    }

    private static Task AnswerPageAsync<T>(
        HttpCall call, string itemType, Func<string?, int, IReadOnlyList<T>> list, Func<T, string> idOf, Action<Utf8JsonWriter, T> write)
    {
        string query = EnrollmentBody.Parse(call.Body, body => EnrollmentBody.Text(body, "query") ?? "").Trim();
        if (query is not ("" or "*") && !query.StartsWith("SELECT * FROM ", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProvisioningRefusedException(ProvisioningError.BadRequest, "The query is not 'SELECT * FROM …'.");
        }

        if (query.Contains(" WHERE ", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProvisioningRefusedException(ProvisioningError.BadRequest, "The emulator does not model conditions of queries over enrollments.");
        }

        int size = int.TryParse(call.Header(PageSize), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) && wanted is > 0 and < LargestPage
            ? wanted
            : LargestPage;

        // One more than fits says whether there is another page.
        IReadOnlyList<T> found = list(ReadContinuation(call.Header(Continuation)), size + 1);
        if (found.Count > size)
        {
            call.SetHeader(Continuation, Convert.ToBase64String(Encoding.UTF8.GetBytes(RegistrationId.Key(idOf(found[size - 1])))));
        }

        call.SetHeader("x-ms-item-type", itemType);
        call.SetHeader(PageSize, size.ToString(CultureInfo.InvariantCulture));
        return call.AnswerAsync(200, writer =>
        {
            writer.WriteStartArray();
            foreach (T item in found.Take(size))
            {
                write(writer, item);
            }

            writer.WriteEndArray();
        });
    }

    private static string? ReadContinuation(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        byte[] bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out int length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new ProvisioningRefusedException(ProvisioningError.BadRequest, "The continuation token is not one of the service.");
    }

    private void RunBulk(Utf8JsonWriter writer, HttpCall call, bool isGroup)
    {
        List<(string Id, ProvisioningRefusedException Refusal)> errors = EnrollmentBody.Parse(call.Body, body => RunBulk(body, isGroup));
        writer.WriteStartObject();
        writer.WriteBoolean("isSuccessful", errors.Count == 0);
        writer.WriteStartArray("errors");
        foreach ((string id, ProvisioningRefusedException refusal) in errors)
        {
            writer.WriteStartObject();
            writer.WriteString(isGroup ? "enrollmentGroupId" : "registrationId", id);
            writer.WriteNumber("errorCode", (int)refusal.Error);
            writer.WriteString("errorStatus", refusal.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private List<(string Id, ProvisioningRefusedException Refusal)> RunBulk(JsonElement body, bool isGroup)
    {
        string mode = EnrollmentBody.Text(body, "mode")?.ToLowerInvariant() ?? "";
        if (!body.TryGetProperty(isGroup ? "enrollmentGroups" : "enrollments", out JsonElement items) || items.ValueKind != JsonValueKind.Array
            || items.GetArrayLength() is 0 or > MostInBulk)
        {
            throw new ProvisioningRefusedException(ProvisioningError.BadRequest, $"A bulk operation takes 1 to {MostInBulk} enrollments.");
        }

        List<(string Id, ProvisioningRefusedException Refusal)> errors = [];
        foreach (JsonElement item in items.EnumerateArray())
        {
            string id = EnrollmentBody.Text(item, isGroup ? "enrollmentGroupId" : "registrationId") ?? "";
            EntityTag? etag = EntityTag.Parse(EnrollmentBody.Text(item, "etag"));
            try
            {
                switch (mode)
                {
                    case "create":
                        Service.Put(EnrollmentBody.Read(item, isGroup), ifMatch: null);
                        break;
                    case "update":
                        Service.Put(EnrollmentBody.Read(item, isGroup), EntityTag.Any);
                        break;
                    case "updateifmatchetag":
                        Service.Put(EnrollmentBody.Read(item, isGroup), etag ?? throw new ProvisioningRefusedException(ProvisioningError.PreconditionFailed, "Etag missing"));
                        break;
                    case "delete":
                        Service.Delete(id, isGroup, etag);
                        break;
                    default:
                        throw new ProvisioningRefusedException(ProvisioningError.BadRequest, "The mode of the bulk operation is not known.");
                }
            }
            catch (ProvisioningRefusedException refusal)
            {
                errors.Add((id, refusal));
            }
        }

        return errors;
    }
}
