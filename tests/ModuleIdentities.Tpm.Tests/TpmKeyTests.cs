using System.Net;

namespace ModuleIdentities.Tpm.Tests;

/// <summary>A software TPM through tpm2-tss, with keys as the emulated Device Provisioning Service sends them.</summary>
public sealed class TpmKeyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_TPM_is_the_same_one_after_it_was_switched_off()
    {
        await using SoftwareTpm software = await SoftwareTpm.StartAsync(Cancellation);
        TpmIdentity before = await Open(software).IdentifyAsync(Cancellation);
        byte[] own = await Open(software).OwnKey.SignAsync("purpose", Cancellation);

        await software.RestartAsync(Cancellation);

        Assert.Equal(before, await Open(software).IdentifyAsync(Cancellation));
        Assert.Equal(own, await Open(software).OwnKey.SignAsync("purpose", Cancellation));
    }

    [Fact]
    public async Task Two_TPMs_have_nothing_in_common()
    {
        await using SoftwareTpm one = await SoftwareTpm.StartAsync(Cancellation);
        await using SoftwareTpm other = await SoftwareTpm.StartAsync(Cancellation);

        Assert.NotEqual(await EndorsementKey.ReadAsync(new TpmOptions { Tcti = one.Tcti }, Cancellation), await EndorsementKey.ReadAsync(new TpmOptions { Tcti = other.Tcti }, Cancellation));
        Assert.NotEqual(await Open(one).OwnKey.SignAsync("purpose", Cancellation), await Open(other).OwnKey.SignAsync("purpose", Cancellation));
    }

    [Fact]
    public async Task A_TPM_signs_with_the_very_key_that_it_was_sent()
    {
        await using Bench bench = await Bench.StartAsync(Cancellation);

        await bench.Tpm.KeepDeviceKeyAsync(await bench.ChallengeAsync(Cancellation), Cancellation);

        using HttpResponseMessage answer = await bench.RegisterAsync(bench.Tpm.DeviceKey, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task A_challenge_signs_and_leaves_nothing_behind()
    {
        await using Bench bench = await Bench.StartAsync(Cancellation);

        IKeySigner signer = await bench.Tpm.OpenChallengeAsync(await bench.ChallengeAsync(Cancellation), Cancellation);

        using HttpResponseMessage answer = await bench.RegisterAsync(signer, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => bench.Tpm.DeviceKey.SignAsync("text", Cancellation).AsTask());
        Assert.Equal(ModuleIdentityErrorCode.KeyUnavailable, exception.Code);
        Assert.Contains("has no key for this device at 0x81000100", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_kept_survives_the_power_and_is_replaced_by_the_next()
    {
        await using Bench bench = await Bench.StartAsync(Cancellation);
        await bench.Tpm.KeepDeviceKeyAsync(await bench.ChallengeAsync(Cancellation), Cancellation);
        byte[] first = await bench.Tpm.DeviceKey.SignAsync("text", Cancellation);

        await bench.Software.RestartAsync(Cancellation);

        Assert.Equal(first, await Open(bench.Software).DeviceKey.SignAsync("text", Cancellation));
        await Open(bench.Software).KeepDeviceKeyAsync(await bench.ChallengeAsync(Cancellation), Cancellation);
        Assert.NotEqual(first, await Open(bench.Software).DeviceKey.SignAsync("text", Cancellation));
    }

    [Fact]
    public async Task A_key_for_one_TPM_is_opened_by_no_other()
    {
        await using Bench bench = await Bench.StartAsync(Cancellation);
        await using SoftwareTpm wrong = await SoftwareTpm.StartAsync(Cancellation);
        byte[] challenge = await bench.ChallengeAsync(Cancellation);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => Open(wrong).OpenChallengeAsync(challenge, Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.KeyUnavailable, exception.Code);
        Assert.Contains("encrypted for another TPM", exception.Message, StringComparison.Ordinal);
        Assert.Contains("moduleid tpm show", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_was_changed_on_the_way_is_refused_wherever_it_was_changed()
    {
        await using Bench bench = await Bench.StartAsync(Cancellation);
        byte[] challenge = await bench.ChallengeAsync(Cancellation);

        // Each part, and the sizes before them; what comes behind the last is the service's own.
        foreach (int place in Enumerable.Range(0, 40).Select(i => i * (challenge.Length - 3) / 39))
        {
            byte[] changed = [.. challenge];
            changed[place] ^= 0x01;

            ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => bench.Tpm.KeepDeviceKeyAsync(changed, Cancellation));
            Assert.Equal(ModuleIdentityErrorCode.KeyUnavailable, exception.Code);
        }
    }

    [Fact]
    public async Task Many_use_one_TPM_at_once()
    {
        await using SoftwareTpm software = await SoftwareTpm.StartAsync(Cancellation);
        TssTpm[] users = [.. Enumerable.Range(0, 8).Select(_ => Open(software))];

        byte[][] signatures = await Task.WhenAll(users.SelectMany(tpm => Enumerable.Range(0, 3).Select(_ => tpm.OwnKey.SignAsync("text", Cancellation).AsTask())));

        Assert.Single(signatures.Select(Convert.ToHexString).Distinct());
    }

    [Fact]
    public async Task A_TPM_that_others_have_filled_is_told_as_such()
    {
        await using SoftwareTpm software = await SoftwareTpm.StartAsync(Cancellation);
        DirectoryInfo contexts = Directory.CreateTempSubdirectory("moduleidentities-full-");
        for (int i = 0; i < 3; i++)
        {
            await software.RunAsync("tpm2_createprimary", ["-C", "o", "-G", "ecc", "-c", Path.Combine(contexts.FullName, $"{i}.ctx")], Cancellation);
        }

        contexts.Delete(recursive: true);
        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => Open(software).OwnKey.SignAsync("text", Cancellation).AsTask());

        Assert.Equal(ModuleIdentityErrorCode.KeyUnavailable, exception.Code);
        Assert.Contains("is full of what other programs have loaded", exception.Message, StringComparison.Ordinal);
        Assert.Contains("/dev/tpmrm0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storage_root_key_of_another_kind_stays_where_it_is()
    {
        await using Bench bench = await Bench.StartAsync(Cancellation, async software =>
        {
            // As systemd makes it.
            string context = Path.Combine(Directory.CreateTempSubdirectory("moduleidentities-srk-").FullName, "srk.ctx");
            await software.RunAsync("tpm2_createprimary", ["-C", "o", "-G", "ecc", "-c", context], Cancellation);
            await software.RunAsync("tpm2_evictcontrol", ["-C", "o", "-c", context, "0x81000001"], Cancellation);
            await software.RunAsync("tpm2_flushcontext", ["-t"], Cancellation);
        });

        await bench.Tpm.KeepDeviceKeyAsync(await bench.ChallengeAsync(Cancellation), Cancellation);

        Assert.Equal(32, (await bench.Tpm.DeviceKey.SignAsync("text", Cancellation)).Length);
        await bench.Software.RunAsync("tpm2_readpublic", ["-c", "0x81000001"], Cancellation);
    }

    [Fact]
    public async Task A_TPM_with_an_owner_wants_its_authorization_value()
    {
        await using SoftwareTpm software = await SoftwareTpm.StartAsync(Cancellation);
        await software.RunAsync("tpm2_changeauth", ["-c", "owner", "hush"], Cancellation);
        await software.RunAsync("tpm2_changeauth", ["-c", "endorsement", "hush-too"], Cancellation);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => Open(software).IdentifyAsync(Cancellation));
        TpmIdentity identity = await new TssTpm(new TpmOptions { Tcti = software.Tcti, OwnerAuthorization = "hush", EndorsementAuthorization = "hush-too" })
            .IdentifyAsync(Cancellation);

        Assert.Equal(ModuleIdentityErrorCode.KeyUnavailable, exception.Code);
        Assert.Contains("OwnerAuthorization or EndorsementAuthorization", exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(identity.EndorsementKey);
    }

    [Theory]
    [InlineData("swtpm:host=127.0.0.1,port=1")]
    [InlineData("device:/dev/no-such-tpm")]
    [InlineData("nonsense")]
    public async Task A_TPM_that_is_not_there_is_told_by_its_name(string tcti)
    {
        await using SoftwareTpm installed = await SoftwareTpm.StartAsync(Cancellation);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => new TssTpm(new TpmOptions { Tcti = tcti }).IdentifyAsync(Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.KeyUnavailable, exception.Code);
        Assert.Contains($"'{tcti}' cannot be reached", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_longer_than_a_TPM_takes_is_not_signed()
    {
        await using SoftwareTpm software = await SoftwareTpm.StartAsync(Cancellation);

        Assert.Equal(32, (await Open(software).OwnKey.SignAsync(new string('x', 1024), Cancellation)).Length);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Open(software).OwnKey.SignAsync(new string('x', 1025), Cancellation).AsTask());
    }

    private static TssTpm Open(SoftwareTpm software) => new(new TpmOptions { Tcti = software.Tcti });
}
