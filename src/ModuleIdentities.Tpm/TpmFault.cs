using System.Globalization;
using System.Runtime.InteropServices;

namespace ModuleIdentities;

/// <summary>What a code of tpm2-tss means (TSS2_RC; TPM 2.0 Part 2, 6.6).</summary>
/// <param name="Code">The code.</param>
internal readonly record struct TpmFault(uint Code)
{
    private const uint LayerMask = 0x00FF0000;
    private const uint LoaderLayer = 0x000B0000;
    private const uint TctiLayer = 0x000A0000;

    /// <summary>Format one: the number of a handle, a session or a parameter is beside the code itself.</summary>
    private const uint FormatOne = 0x080;
    private const uint FormatOneMask = 0x0BF;

    public bool IsNone => Code == 0;

    /// <summary>The TPM could not be talked to at all.</summary>
    public bool IsOfTheWay => (Code & LayerMask) is LoaderLayer or TctiLayer;

    /// <summary>An authorization value is missing or wrong (TPM_RC_AUTH_FAIL, TPM_RC_BAD_AUTH).</summary>
    public bool IsOfAuthorization => IsFormatOne(0x08E) || IsFormatOne(0x0A2);

    /// <summary>
    /// What was encrypted for another key, when it is opened: it fails its integrity check (TPM_RC_INTEGRITY), or decrypts to nothing that has its form
    /// (TPM_RC_VALUE, TPM_RC_SIZE, TPM_RC_INSUFFICIENT, TPM_RC_FAILURE; which of them is each TPM's own choice).
    /// </summary>
    public bool IsOfContent => IsFormatOne(0x09F) || IsFormatOne(0x084) || IsFormatOne(0x095) || IsFormatOne(0x09A) || (Code & ~LayerMask) == 0x101;

    /// <summary>No place is left for a key or a session (TPM_RC_OBJECT_MEMORY, TPM_RC_SESSION_MEMORY, TPM_RC_OBJECT_HANDLES, TPM_RC_SESSION_HANDLES).</summary>
    public bool IsOfRoom => Code is 0x902 or 0x903 or 0x905 or 0x906;

    /// <summary>Something is at the persistent handle already (TPM_RC_NV_DEFINED).</summary>
    public bool IsOfOccupiedHandle => (Code & ~LayerMask) == 0x14C;

    /// <summary>The code in words, as far as the library for that is there.</summary>
    public override string ToString()
    {
        string number = Code.ToString("x8", CultureInfo.InvariantCulture);
        try
        {
            return $"{Marshal.PtrToStringUTF8(NativeTpm.Explain(Code))} ({number})";
        }
        catch (DllNotFoundException)
        {
            return number;
        }
    }

    private bool IsFormatOne(uint code) => (Code & LayerMask) == 0 && (Code & FormatOne) != 0 && (Code & FormatOneMask) == code;
}

/// <summary>The TPM, or the way to it, refused something.</summary>
internal sealed class TpmException(string step, TpmFault fault) : Exception($"{step}: {fault}")
{
    public TpmFault Fault => fault;
}
