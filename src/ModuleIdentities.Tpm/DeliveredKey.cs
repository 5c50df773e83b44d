using System.Buffers.Binary;

namespace ModuleIdentities;

/// <summary>
/// A key as the Device Provisioning Service sends it to one TPM alone: one behind the other, each with its size before it, what the TPM needs to open it.
/// A further buffer may follow, which the service uses for itself.
/// </summary>
/// <param name="Credential">TPM2B_ID_OBJECT: the inner key, which the endorsement key opens.</param>
/// <param name="CredentialSecret">TPM2B_ENCRYPTED_SECRET: the seed of its encryption.</param>
/// <param name="Duplicate">TPM2B_PRIVATE: the key, in an inner and an outer wrapper.</param>
/// <param name="DuplicateSeed">TPM2B_ENCRYPTED_SECRET: the seed of the outer wrapper, which the storage root key opens.</param>
/// <param name="PublicArea">TPM2B_PUBLIC, its size included.</param>
/// <remarks>Source: the public code of Microsoft's C# and C SDKs and of the Azure IoT Identity Service, which all read it so.</remarks>
internal sealed record DeliveredKey(byte[] Credential, byte[] CredentialSecret, byte[] Duplicate, byte[] DuplicateSeed, byte[] PublicArea)
{
    /// <summary>Reads what the service has sent; null when it is too short.</summary>
    public static DeliveredKey? TryRead(ReadOnlySpan<byte> content)
    {
        byte[][] parts = new byte[5][];
        for (int i = 0; i < parts.Length; i++)
        {
            int size = sizeof(ushort) + (BinaryPrimitives.TryReadUInt16BigEndian(content, out ushort length) ? length : 0);
            if (content.Length < size)
            {
                return null;
            }

            parts[i] = content[(i == parts.Length - 1 ? 0 : sizeof(ushort))..size].ToArray();
            content = content[size..];
        }

        return new DeliveredKey(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }
}
