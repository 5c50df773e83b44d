using System.Security.Cryptography;
using System.Text;

namespace ModuleIdentities;

/// <summary>
/// A TPM 2.0 through tpm2-tss. It is opened for each piece of work and closed after it: nothing is lost when the TPM is reset or its manager
/// restarted, and other programs have their turn.
/// </summary>
internal sealed class TssTpm : ITpm
{
    /// <summary>Where an endorsement key of template L-1 and a storage root key belong (TCG TPM v2.0 Provisioning Guidance, 7.8).</summary>
    private const uint EndorsementKeyHandle = 0x81010001;
    private const uint StorageRootKeyHandle = 0x81000001;

    /// <summary>Another process of this device may keep its key at the same moment; a third time is no coincidence.</summary>
    private const int MostConflicts = 3;

    private readonly TpmOptions _options;
    private readonly uint _keyHandle;
    private readonly TpmQueue _queue;

    /// <param name="options">Options that have passed validation.</param>
    public TssTpm(TpmOptions options)
    {
        _options = options;
        _queue = TpmQueue.Of(options.Tcti!);
        _keyHandle = options.KeyHandleNumber ?? throw new ArgumentException($"The handle '{options.KeyHandle}' is none of the owner's.", nameof(options));
        DeviceKey = new Signer(this, context => context.Find(_keyHandle) ?? throw Failure(
            $"has no key for this device at {options.KeyHandle}", "Register the device again (delete the cache, or call ReprovisionAsync)"));
        OwnKey = new Signer(this, static context => context.CreatePrimary(TpmContext.Owner, TpmTemplates.OwnKey));
    }

    public IKeySigner DeviceKey { get; }

    public IKeySigner OwnKey { get; }

    public Task<TpmIdentity> IdentifyAsync(CancellationToken cancellationToken) => RunAsync(
        static context => new TpmIdentity(
            Convert.ToBase64String(context.ReadPublic(EndorsementKey(context))), Convert.ToBase64String(context.ReadPublic(StorageRootKey(context)))),
        cancellationToken);

    public async Task<IKeySigner> OpenChallengeAsync(byte[] encryptedKey, CancellationToken cancellationToken)
    {
        DeliveredKey delivered = Read(encryptedKey);
        byte[] wrapped = await RunAsync(context => Unwrap(context, delivered), cancellationToken).ConfigureAwait(false);
        return new Signer(this, context => context.Load(StorageRootKey(context), wrapped, delivered.PublicArea));
    }

    public async Task KeepDeviceKeyAsync(byte[] encryptedKey, CancellationToken cancellationToken)
    {
        DeliveredKey delivered = Read(encryptedKey);
        await RunAsync(
            context =>
            {
                byte[] wrapped = Unwrap(context, delivered);
                Keep(context, context.Load(StorageRootKey(context), wrapped, delivered.PublicArea));
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static uint EndorsementKey(TpmContext context) => Primary(context, EndorsementKeyHandle, TpmContext.Endorsement, TpmTemplates.EndorsementKey);

    private static uint StorageRootKey(TpmContext context) => Primary(context, StorageRootKeyHandle, TpmContext.Owner, TpmTemplates.StorageRootKey);

    /// <summary>The key of a template, from where it belongs; made and kept there when nothing is there, for making an RSA key takes a TPM seconds.</summary>
    private static uint Primary(TpmContext context, uint handle, uint hierarchy, byte[] template)
    {
        uint? kept = context.Find(handle);
        if (kept is { } key && IsOf(template, context.ReadPublic(key)))
        {
            return key;
        }

        uint made = context.CreatePrimary(hierarchy, template);
        if (kept is not null)
        {
            // Another kind of key stays, and ours is made each time: systemd, for one, has an elliptic curve there.
            return made;
        }

        context.Persist(made, handle);
        context.Unload(made);
        return context.Find(handle)!.Value;
    }

    /// <summary>Whether a public area is of a template: all of it is the same but the unique field at its end, whose length is the same.</summary>
    private static bool IsOf(byte[] template, byte[] publicArea) =>
        publicArea.Length == template.Length && publicArea.AsSpan(0, template.Length - 256).SequenceEqual(template.AsSpan(0, template.Length - 256));

    private byte[] Unwrap(TpmContext context, DeliveredKey delivered)
    {
        uint storageRootKey = StorageRootKey(context);
        uint endorsementKey = EndorsementKey(context);
        byte[] innerKey = [];
        try
        {
            innerKey = context.Activate(storageRootKey, endorsementKey, delivered.Credential, delivered.CredentialSecret);
            context.Unload(endorsementKey);
            return context.Import(storageRootKey, innerKey, delivered);
        }
        catch (TpmException exception) when (exception.Fault.IsOfContent)
        {
            throw Failure(
                $"cannot open the key that it was sent ({exception.Message}): that was encrypted for another TPM",
                "Check that the enrolment has the endorsement key of this very TPM ('moduleid tpm show' tells it)",
                exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(innerKey);
        }
    }

    private void Keep(TpmContext context, uint key)
    {
        // The memory of a TPM wears out: the same key is not written again. Whether it is the same only a signature tells.
        byte[] probe = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        byte[] signature = context.Sign(key, probe);
        for (int attempt = 1; ; attempt++)
        {
            if (context.Find(_keyHandle) is { } kept)
            {
                if (context.Sign(kept, probe).AsSpan().SequenceEqual(signature))
                {
                    return;
                }

                context.Remove(kept, _keyHandle);
            }

            try
            {
                context.Persist(key, _keyHandle);
                return;
            }
            catch (TpmException exception) when (exception.Fault.IsOfOccupiedHandle && attempt < MostConflicts)
            {
                // Another process was faster.
            }
        }
    }

    private DeliveredKey Read(byte[] encryptedKey) => DeliveredKey.TryRead(encryptedKey) ?? throw Failure(
        "was sent a key that is not in the form of the Device Provisioning Service", "Check the endpoint, and any proxy on the way");

    private Task<T> RunAsync<T>(Func<TpmContext, T> work, CancellationToken cancellationToken) => _queue.RunAsync(
        () =>
        {
            try
            {
                using TpmContext context = new(_options);
                return work(context);
            }
            catch (Exception exception) when (exception is TpmException or DllNotFoundException)
            {
                throw Translate(exception);
            }
        },
        cancellationToken);

    private ModuleIdentityException Translate(Exception exception) => exception switch
    {
        DllNotFoundException => Failure(
            "cannot be used: tpm2-tss is not installed",
            "Install it (Debian: apt-get install libtss2-esys-3.0.2-0 libtss2-mu0 libtss2-rc0 libtss2-tctildr0 libtss2-tcti-device0)",
            exception),
        TpmException { Fault.IsOfTheWay: true } => Failure(
            $"cannot be reached ({exception.Message})", "Check ModuleIdentities:Provisioning:Tpm:Tcti, and that this user may open the TPM (group tss)", exception),
        TpmException { Fault.IsOfAuthorization: true } => Failure(
            $"wants an authorization value ({exception.Message})",
            "Set OwnerAuthorization or EndorsementAuthorization in ModuleIdentities:Provisioning:Tpm",
            exception),
        TpmException { Fault.IsOfRoom: true } => Failure(
            $"is full of what other programs have loaded ({exception.Message})", "Use the kernel's manager, device:/dev/tpmrm0, which keeps programs apart", exception),
        _ => Failure($"refused a command ({exception.Message})", "See docs/tpm.md", exception),
    };

    private ModuleIdentityException Failure(string what, string advice, Exception? inner = null) =>
        new(ModuleIdentityErrorCode.KeyUnavailable, $"The TPM at '{_options.Tcti}' {what}", advice, inner: inner);

    /// <summary>A key inside the TPM.</summary>
    /// <param name="tpm">The TPM.</param>
    /// <param name="open">Loads the key, or finds it.</param>
    private sealed class Signer(TssTpm tpm, Func<TpmContext, uint> open) : IKeySigner
    {
        public async ValueTask<byte[]> SignAsync(string text, CancellationToken cancellationToken = default) =>
            await tpm.RunAsync(context => context.Sign(open(context), Encoding.UTF8.GetBytes(text)), cancellationToken).ConfigureAwait(false);
    }
}
