using System.Security.Cryptography;

namespace ModuleIdentities;

/// <summary>The public areas from which a TPM makes its primary keys, each a TPM2B_PUBLIC.</summary>
internal static class TpmTemplates
{
    private const ushort Rsa = 0x0001;
    private const ushort Hmac = 0x0005;
    private const ushort Aes = 0x0006;
    private const ushort KeyedHash = 0x0008;
    private const ushort Sha256 = 0x000B;
    private const ushort Null = 0x0010;
    private const ushort Cfb = 0x0043;

    // TPMA_OBJECT (TPM 2.0 Part 2, 8.3).
    private const uint FixedTpm = 1 << 1;
    private const uint FixedParent = 1 << 4;
    private const uint SensitiveDataOrigin = 1 << 5;
    private const uint UserWithAuth = 1 << 6;
    private const uint AdminWithPolicy = 1 << 7;
    private const uint NoDictionaryAttack = 1 << 10;
    private const uint Restricted = 1 << 16;
    private const uint Decrypt = 1 << 17;
    private const uint Sign = 1 << 18;

    private const ushort RsaBits = 2048;

    /// <summary>
    /// The endorsement key: template L-1 of the TCG EK Credential Profile, whose policy is the authorization of the endorsement hierarchy.
    /// </summary>
    public static byte[] EndorsementKey { get; } = StorageKey(
        FixedTpm | FixedParent | SensitiveDataOrigin | AdminWithPolicy | Restricted | Decrypt,
        Convert.FromHexString("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa"));

    /// <summary>The storage root key (TCG TPM v2.0 Provisioning Guidance, 7.5.1).</summary>
    public static byte[] StorageRootKey { get; } = StorageKey(
        FixedTpm | FixedParent | SensitiveDataOrigin | UserWithAuth | NoDictionaryAttack | Restricted | Decrypt, []);

    /// <summary>A key for HMAC-SHA256 that nothing else asks the TPM for: its unique field is of our making.</summary>
    public static byte[] OwnKey { get; } = Buffer(
    [
        .. Number(KeyedHash),
        .. Number(Sha256),
        .. LongNumber(FixedTpm | FixedParent | SensitiveDataOrigin | UserWithAuth | NoDictionaryAttack | Sign),
        .. Buffer([]),
        .. Number(Hmac),
        .. Number(Sha256),
        .. Buffer(SHA256.HashData("ModuleIdentities own key 1"u8)),
    ]);

    private static byte[] StorageKey(uint attributes, byte[] policy) => Buffer(
    [
        .. Number(Rsa),
        .. Number(Sha256),
        .. LongNumber(attributes),
        .. Buffer(policy),
        .. Number(Aes),
        .. Number(128),
        .. Number(Cfb),
        .. Number(Null),
        .. Number(RsaBits),
        .. LongNumber(0),
        .. Buffer(new byte[RsaBits / 8]),
    ]);

    private static byte[] Buffer(byte[] value) => [.. Number((ushort)value.Length), .. value];

    // In the TPM's order of bytes.
    private static byte[] Number(ushort value) => [(byte)(value >> 8), (byte)value];

    private static byte[] LongNumber(uint value) => [.. Number((ushort)(value >> 16)), .. Number((ushort)value)];
}
