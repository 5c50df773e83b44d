using System.Security.Cryptography;

namespace ModuleIdentities.Emulator.Service.Provisioning.Tpm;

/// <summary>
/// Sends an HMAC key to one TPM alone, as the Device Provisioning Service does: encrypted for its storage root key, under an inner key that only
/// a TPM gives out which has the endorsement key of the enrolment and that same storage root key.
/// </summary>
internal static class TpmKeyDelivery
{
    /// <summary>userWithAuth, noDA and sign, of TPMA_OBJECT; a key that is imported is fixed to nothing.</summary>
    private const uint Attributes = (1 << 6) | (1 << 10) | (1 << 18);

    /// <summary>
    /// What the device's TPM activates, imports and signs with: TPM2B_ID_OBJECT, TPM2B_ENCRYPTED_SECRET, TPM2B_PRIVATE, TPM2B_ENCRYPTED_SECRET,
    /// TPM2B_PUBLIC, and a buffer that no client reads.
    /// </summary>
    /// <param name="key">The HMAC key.</param>
    /// <param name="endorsement">The TPM's endorsement key.</param>
    /// <param name="storage">The TPM's storage root key.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> key, TpmStorageKey endorsement, TpmStorageKey storage)
    {
        // The object: a key for HMAC-SHA256, bound to its public area by a hash (Part 1, 27.5.3.2).
        byte[] obfuscation = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        byte[] publicArea = new TpmWriter()
            .Number((ushort)TpmAlgorithm.KeyedHash)
            .Number((ushort)TpmAlgorithm.Sha256)
            .LongNumber(Attributes)
            .Buffer([])
            .Number((ushort)TpmAlgorithm.Hmac)
            .Number((ushort)TpmAlgorithm.Sha256)
            .Buffer(SHA256.HashData(new TpmWriter().Bytes(obfuscation).Bytes(key).ToArray()))
            .ToArray();
        byte[] name = TpmStorageKey.NameOf(publicArea);
        byte[] sensitive = new TpmWriter()
            .Buffer(new TpmWriter().Number((ushort)TpmAlgorithm.KeyedHash).Buffer([]).Buffer(obfuscation).Buffer(key).ToArray())
            .ToArray();

        // The inner wrapper (Part 1, 23.3.2.3), then the outer one.
        byte[] innerKey = RandomNumberGenerator.GetBytes(ProtectedStorage.SymmetricKeySize);
        byte[] integrity = SHA256.HashData(new TpmWriter().Bytes(sensitive).Bytes(name).ToArray());
        byte[] inner = ProtectedStorage.Encrypt(new TpmWriter().Buffer(integrity).Bytes(sensitive).ToArray(), innerKey);
        byte[] duplicationSeed = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        byte[] duplicate = ProtectedStorage.Wrap(inner, duplicationSeed, name);

        // The inner key is the credential that the endorsement key opens, for this storage root key (Part 1, 24).
        byte[] credentialSeed = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        byte[] credential = ProtectedStorage.Wrap(new TpmWriter().Buffer(innerKey).ToArray(), credentialSeed, storage.Name);
        return new TpmWriter()
            .Buffer(credential)
            .Buffer(endorsement.Encrypt(credentialSeed, "IDENTITY\0"u8))
            .Buffer(duplicate)
            .Buffer(storage.Encrypt(duplicationSeed, "DUPLICATE\0"u8))
            .Buffer(publicArea)
            .Buffer([])
            .ToArray();
    }
}
