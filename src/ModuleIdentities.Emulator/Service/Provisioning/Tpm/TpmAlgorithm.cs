namespace ModuleIdentities.Emulator.Service.Provisioning.Tpm;

/// <summary>The algorithms that an exchange with DPS has (TPM_ALG_ID, TPM 2.0 Part 2, 6.3).</summary>
internal enum TpmAlgorithm : ushort
{
    Rsa = 0x0001,
    Hmac = 0x0005,
    Aes = 0x0006,
    KeyedHash = 0x0008,
    Sha256 = 0x000B,
    Null = 0x0010,
    Cfb = 0x0043,
}
