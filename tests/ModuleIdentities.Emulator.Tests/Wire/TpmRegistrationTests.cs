using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Tests.Wire;

/// <summary>What the service answers to a device with a TPM; that a TPM can open it is seen with a software TPM, in ModuleIdentities.Tpm.Tests.</summary>
public sealed class TpmRegistrationTests : EmulatorTests
{
    private const string Version = "?api-version=2021-10-01";

    private readonly string _endorsementKey = StorageKey();
    private readonly string _storageRootKey = StorageKey();

    [Fact]
    public async Task An_enrolment_by_TPM_is_made_read_and_updated_by_a_service_client()
    {
        JsonNode made = (await PutAsync("d", Enrollment())).Body!;
        JsonNode updated = (await PutAsync("d", Enrollment("\"provisioningStatus\":\"disabled\""), $"\"{made["etag"]}\"")).Body!;

        foreach (JsonNode attestation in new[] { made["attestation"]!, updated["attestation"]! })
        {
            Assert.Equal("tpm", (string?)attestation["type"]);
            Assert.Equal(_endorsementKey, (string?)attestation["tpm"]!["endorsementKey"]);
        }

        Assert.Equal("disabled", (string?)updated["provisioningStatus"]);
        Assert.Null(Emulator.Enrollments.Find("d")!.PrimaryKey);
    }

    [Fact]
    public async Task The_TPM_of_the_enrolment_is_challenged_each_time_anew()
    {
        Emulator.Enrollments.AddTpm("d", _endorsementKey);

        (int status, JsonNode first) = await RegisterAsync("d", _endorsementKey, _storageRootKey);
        (_, JsonNode second) = await RegisterAsync("d", _endorsementKey, _storageRootKey);

        Assert.Equal(401, status);
        Assert.Equal(["authenticationKey", "keyName", "message"], first.AsObject().Select(member => member.Key).Order());
        Assert.Equal("registration", (string?)first["keyName"]);
        Assert.NotEqual((string?)first["authenticationKey"], (string?)second["authenticationKey"]);
        Assert.Empty(Emulator.Devices.List());
    }

    [Fact]
    public async Task Another_TPM_is_not_challenged()
    {
        Emulator.Enrollments.AddTpm("d", _endorsementKey);
        Emulator.Enrollments.AddSymmetricKey("other");

        foreach ((string id, string key, int code) in new[] { ("d", StorageKey(), 401002), ("other", _endorsementKey, 401002), ("nobody", _endorsementKey, 404201) })
        {
            (int status, JsonNode answer) = await RegisterAsync(id, key, _storageRootKey);

            Assert.Equal((code / 1000, code), (status, (int)answer["errorCode"]!));
            Assert.Null(answer["authenticationKey"]);
        }
    }

    [Fact]
    public async Task An_enrolment_that_names_the_storage_root_key_wants_that_one_too()
    {
        await PutAsync("d", $$$$"""{"registrationId":"d","attestation":{"type":"tpm","tpm":{"endorsementKey":"{{{{_endorsementKey}}}}","storageRootKey":"{{{{_storageRootKey}}}}"}}}""");

        Assert.NotNull((await RegisterAsync("d", _endorsementKey, _storageRootKey)).Answer["authenticationKey"]);
        Assert.Null((await RegisterAsync("d", _endorsementKey, StorageKey())).Answer["authenticationKey"]);
    }

    [Fact]
    public async Task Who_was_not_challenged_signs_in_vain()
    {
        Emulator.Enrollments.AddTpm("d", _endorsementKey);
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

        (int status, JsonNode answer) = await RegisterAsync("d", _endorsementKey, _storageRootKey, ProvisioningClient.Token(Emulator, "d", key));

        Assert.Equal((401, 401002), (status, (int)answer["errorCode"]!));
    }

    [Fact]
    public async Task A_group_has_no_TPM() => Assert.Equal(400, (await Http.SendAsync(
        "PUT",
        $"/enrollmentGroups/g{Version}",
        Owner(),
        $$$$"""{"enrollmentGroupId":"g","attestation":{"type":"tpm","tpm":{"endorsementKey":"{{{{_endorsementKey}}}}"}}}""",
        null)).Status);

    [Theory]
    [InlineData("")]
    [InlineData("AA==")]
    [InlineData("no base64")]
    public void What_is_no_endorsement_key_is_not_enrolled(string key) => Assert.Throws<ArgumentException>(() => Emulator.Enrollments.AddTpm("d", key));

    [Fact]
    public void A_key_that_is_cut_off_anywhere_is_not_enrolled()
    {
        byte[] key = Convert.FromBase64String(_endorsementKey);

        Assert.All(
            Enumerable.Range(0, key.Length), length => Assert.Throws<ArgumentException>(() => Emulator.Enrollments.AddTpm("d", Convert.ToBase64String(key[..length]))));
    }

    [Fact]
    public async Task A_storage_root_key_that_is_none_is_told_as_such()
    {
        Emulator.Enrollments.AddTpm("d", _endorsementKey);

        (int status, JsonNode answer) = await RegisterAsync("d", _endorsementKey, "AA==");

        Assert.Equal(400, status);
        Assert.StartsWith("A key of the TPM cannot be used.", (string?)answer["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_enrols_a_TPM()
    {
        await Emulator.SeedAsync(
            EmulatorSeed.Parse($$$$"""{"enrollments":[{"registrationId":"d","endorsementKey":"{{{{_endorsementKey}}}}"}]}"""), Cancellation);

        Assert.NotNull((await RegisterAsync("d", _endorsementKey, _storageRootKey)).Answer["authenticationKey"]);
    }

    /// <summary>The public area of a storage key as a TPM writes it: RSA-2048, SHA-256, AES-128-CFB.</summary>
    private static string StorageKey()
    {
        using RSA rsa = RSA.Create(2048);
        byte[] area =
        [
            0x00, 0x01, 0x00, 0x0B, 0x00, 0x03, 0x00, 0xB2, 0x00, 0x00,
            0x00, 0x06, 0x00, 0x80, 0x00, 0x43, 0x00, 0x10, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x01, 0x00, .. rsa.ExportParameters(false).Modulus!,
        ];
        return Convert.ToBase64String([(byte)(area.Length >> 8), (byte)area.Length, .. area]);
    }

    private static string Owner() => Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: "provisioningserviceowner");

    private string Enrollment(string more = "\"provisioningStatus\":\"enabled\"") =>
        $$$$"""{"registrationId":"d","attestation":{"type":"tpm","tpm":{"endorsementKey":"{{{{_endorsementKey}}}}"}},{{{{more}}}}}""";

    private Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> PutAsync(string id, string body, string? ifMatch = null) =>
        Http.SendAsync("PUT", $"/enrollments/{id}{Version}", Owner(), body, ifMatch);

    private async Task<(int Status, JsonNode Answer)> RegisterAsync(string id, string endorsementKey, string storageRootKey, string? token = null)
    {
        (int status, _, JsonNode? body, _) = await Http.SendAsync(
            "PUT",
            $"/{Emulator.IdScope}/registrations/{id}/register?api-version=2021-06-01",
            token,
            $$$$"""{"registrationId":"{{{{id}}}}","tpm":{"endorsementKey":"{{{{endorsementKey}}}}","storageRootKey":"{{{{storageRootKey}}}}"}}""",
            null);
        return (status, body!);
    }
}
