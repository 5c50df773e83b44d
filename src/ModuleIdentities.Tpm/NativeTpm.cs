using System.Runtime.InteropServices;

namespace ModuleIdentities;

/// <summary>
/// The enhanced system API of tpm2-tss (TCG TSS 2.0 ESAPI, MUAPI and TCTI loader), as far as it is used here. Structures of the TPM are blocks of
/// memory, which the libraries fill and read.
/// </summary>
internal static partial class NativeTpm
{
    private const string Esys = "libtss2-esys.so.0";
    private const string Marshalling = "libtss2-mu.so.0";
    private const string Loader = "libtss2-tctildr.so.0";
    private const string Texts = "libtss2-rc.so.0";

    [LibraryImport(Loader, EntryPoint = "Tss2_TctiLdr_Initialize", StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint OpenTcti(string name, out nint tcti);

    [LibraryImport(Loader, EntryPoint = "Tss2_TctiLdr_Finalize")]
    public static partial void CloseTcti(ref nint tcti);

    [LibraryImport(Esys, EntryPoint = "Esys_Initialize")]
    public static partial uint Open(out nint context, nint tcti, nint version);

    [LibraryImport(Esys, EntryPoint = "Esys_Finalize")]
    public static partial void Close(ref nint context);

    [LibraryImport(Esys, EntryPoint = "Esys_Free")]
    public static partial void Free(nint memory);

    [LibraryImport(Esys, EntryPoint = "Esys_TR_FromTPMPublic")]
    public static partial uint OpenHandle(nint context, uint handle, uint session1, uint session2, uint session3, out uint resource);

    [LibraryImport(Esys, EntryPoint = "Esys_TR_SetAuth")]
    public static partial uint SetAuthorization(nint context, uint resource, byte[] value);

    [LibraryImport(Esys, EntryPoint = "Esys_GetCapability")]
    public static partial uint GetCapability(
        nint context, uint session1, uint session2, uint session3, uint capability, uint property, uint count, out byte hasMore, out nint data);

    [LibraryImport(Esys, EntryPoint = "Esys_ReadPublic")]
    public static partial uint ReadPublic(
        nint context, uint resource, uint session1, uint session2, uint session3, out nint publicArea, nint name, nint qualifiedName);

    [LibraryImport(Esys, EntryPoint = "Esys_CreatePrimary")]
    public static partial uint CreatePrimary(
        nint context,
        uint hierarchy,
        uint session1,
        uint session2,
        uint session3,
        byte[] sensitive,
        byte[] template,
        byte[] outsideInfo,
        byte[] creationPcr,
        out uint resource,
        out nint publicArea,
        nint creationData,
        nint creationHash,
        nint creationTicket);

    [LibraryImport(Esys, EntryPoint = "Esys_EvictControl")]
    public static partial uint EvictControl(
        nint context, uint hierarchy, uint resource, uint session1, uint session2, uint session3, uint handle, out uint persistent);

    [LibraryImport(Esys, EntryPoint = "Esys_FlushContext")]
    public static partial uint Flush(nint context, uint resource);

    [LibraryImport(Esys, EntryPoint = "Esys_StartAuthSession")]
    public static partial uint StartAuthSession(
        nint context,
        uint key,
        uint bind,
        uint session1,
        uint session2,
        uint session3,
        nint nonce,
        byte kind,
        byte[] symmetric,
        ushort hash,
        out uint session);

    [LibraryImport(Esys, EntryPoint = "Esys_PolicySecret")]
    public static partial uint PolicySecret(
        nint context,
        uint resource,
        uint policySession,
        uint session1,
        uint session2,
        uint session3,
        nint nonce,
        nint commandHash,
        nint reference,
        int expiration,
        nint timeout,
        nint ticket);

    [LibraryImport(Esys, EntryPoint = "Esys_ActivateCredential")]
    public static partial uint ActivateCredential(
        nint context, uint activated, uint key, uint session1, uint session2, uint session3, byte[] credential, byte[] secret, out nint content);

    [LibraryImport(Esys, EntryPoint = "Esys_Import")]
    public static partial uint Import(
        nint context,
        uint parent,
        uint session1,
        uint session2,
        uint session3,
        byte[] encryptionKey,
        byte[] publicArea,
        byte[] duplicate,
        byte[] seed,
        byte[] symmetric,
        out nint privateArea);

    [LibraryImport(Esys, EntryPoint = "Esys_Load")]
    public static partial uint Load(
        nint context, uint parent, uint session1, uint session2, uint session3, byte[] privateArea, byte[] publicArea, out uint resource);

    [LibraryImport(Esys, EntryPoint = "Esys_HMAC")]
    public static partial uint Hmac(
        nint context, uint key, uint session1, uint session2, uint session3, byte[] content, ushort hash, out nint result);

    [LibraryImport(Marshalling, EntryPoint = "Tss2_MU_TPM2B_PUBLIC_Unmarshal")]
    public static partial uint ReadPublicArea(byte[] content, nuint length, ref nuint offset, byte[] structure);

    [LibraryImport(Marshalling, EntryPoint = "Tss2_MU_TPM2B_PUBLIC_Marshal")]
    public static partial uint WritePublicArea(nint structure, byte[] content, nuint length, ref nuint offset);

    [LibraryImport(Texts, EntryPoint = "Tss2_RC_Decode")]
    public static partial nint Explain(uint code);
}
