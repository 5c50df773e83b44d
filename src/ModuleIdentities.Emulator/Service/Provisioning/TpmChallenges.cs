using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Provisioning.Tpm;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The keys that TPMs have been challenged with: whoever signs with one has the TPM. They live as long as the emulator runs.</summary>
internal sealed class TpmChallenges
{
    /// <summary>A device may begin anew before it has ended, in several processes at once; but not for ever.</summary>
    private const int MostPerDevice = 8;

    private readonly ConcurrentDictionary<string, ImmutableList<Challenge>> _challenges = new(StringComparer.Ordinal);

    /// <summary>Challenges a TPM: makes a key for it.</summary>
    /// <param name="registrationId">The registration id.</param>
    /// <param name="shown">What the device says of its TPM.</param>
    /// <param name="enrolled">What the enrolment says of it.</param>
    /// <returns>The key, encrypted for that TPM alone.</returns>
    /// <exception cref="ProvisioningRefusedException">It is another TPM, or no TPM's keys.</exception>
    public byte[] Make(string registrationId, TpmKeys shown, TpmRecord enrolled)
    {
        bool isEnrolled = shown.EndorsementKey.AsSpan().SequenceEqual(enrolled.EndorsementKey)
            && (enrolled.StorageRootKey is not { } storageRootKey || shown.StorageRootKey.AsSpan().SequenceEqual(storageRootKey));
        if (!isEnrolled)
        {
            throw new ProvisioningRefusedException(ProvisioningError.Unauthorized, "Unauthorized");
        }

        byte[] key = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        byte[] encrypted = Encrypt(key, enrolled.EndorsementKey, shown.StorageRootKey);
        string text = Convert.ToBase64String(key);
        Challenge challenge = new(new SymmetricKeys(text, text), shown.StorageRootKey);
        _challenges.AddOrUpdate(
            RegistrationId.Key(registrationId),
            [challenge],
            (_, present) => present.Count < MostPerDevice ? present.Add(challenge) : present.RemoveAt(0).Add(challenge));
        return encrypted;
    }

    /// <summary>The storage root key of the TPM that signed a token; null when no TPM that was challenged did.</summary>
    public byte[]? FindSigner(string registrationId, SasToken token) => _challenges.GetValueOrDefault(RegistrationId.Key(registrationId))
        ?.FirstOrDefault(challenge => token.IsSignedBy(challenge.Keys))?.StorageRootKey;

    /// <summary>Encrypts a key for one TPM alone.</summary>
    /// <exception cref="ProvisioningRefusedException">It is no TPM's keys.</exception>
    public static byte[] Encrypt(byte[] key, byte[] endorsementKey, byte[] storageRootKey)
    {
        try
        {
            return TpmKeyDelivery.Encrypt(key, TpmStorageKey.Read(endorsementKey), TpmStorageKey.Read(storageRootKey));
        }
        catch (FormatException exception)
        {
            throw new ProvisioningRefusedException(ProvisioningError.BadRequest, $"A key of the TPM cannot be used. {exception.Message}");
        }
    }

    private sealed record Challenge(SymmetricKeys Keys, byte[] StorageRootKey)
    {
        public override string ToString() => "***";
    }
}
