using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ModuleIdentities;

/// <summary>
/// A conversation with a TPM, for one piece of work: what is loaded for it is thrown out at its end, so that nothing is left in a TPM that has room for
/// three keys and three sessions. Everything blocks until the TPM has answered.
/// </summary>
internal sealed class TpmContext : IDisposable
{
    public const uint Owner = 0x101;
    public const uint Endorsement = 0x10B;

    /// <summary>The longest content that each TPM takes in one piece (TPM2B_MAX_BUFFER).</summary>
    private const int LongestContent = 1024;

    private const uint Nobody = 0xFFF;
    private const uint Password = 0x0FF;
    private const uint HandlesCapability = 1;
    private const byte PolicySessionKind = 1;
    private const ushort Sha256 = 0x000B;

    private readonly List<uint> _transient = [];
    private readonly Dictionary<byte[], uint> _primaries = [];
    private nint _tcti;
    private nint _context;

    /// <param name="options">How the TPM is reached, and the authorization values of its hierarchies.</param>
    /// <exception cref="TpmException">It cannot be reached.</exception>
    /// <exception cref="DllNotFoundException">tpm2-tss is not installed.</exception>
    public TpmContext(TpmOptions options)
    {
        TpmStructure.Check("Opening the TPM", NativeTpm.OpenTcti(options.Tcti!, out _tcti));
        try
        {
            TpmStructure.Check("Opening the TPM", NativeTpm.Open(out _context, _tcti, 0));
            Authorize(Owner, options.OwnerAuthorization);
            Authorize(Endorsement, options.EndorsementAuthorization);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The key at a persistent handle; null when there is nothing.</summary>
    public uint? Find(uint handle)
    {
        // Asked, not tried: a try that fails is told to standard error by tpm2-tss.
        TpmStructure.Check(
            "Listing the handles", NativeTpm.GetCapability(_context, Nobody, Nobody, Nobody, HandlesCapability, handle, 1, out _, out nint data));
        int count = Marshal.ReadInt32(data, sizeof(uint));
        uint first = (uint)Marshal.ReadInt32(data, 2 * sizeof(uint));
        NativeTpm.Free(data);
        if (count == 0 || first != handle)
        {
            return null;
        }

        TpmStructure.Check("Opening a key", NativeTpm.OpenHandle(_context, handle, Nobody, Nobody, Nobody, out uint key));
        return key;
    }

    /// <summary>The public area of a key, as it goes over the wire.</summary>
    public byte[] ReadPublic(uint key)
    {
        TpmStructure.Check("Reading a key", NativeTpm.ReadPublic(_context, key, Nobody, Nobody, Nobody, out nint area, 0, 0));
        return TpmStructure.TakePublicArea(area);
    }

    /// <summary>Makes a key from a template; always the same one until the seed of the hierarchy is cleared.</summary>
    public uint CreatePrimary(uint hierarchy, byte[] template)
    {
        if (_primaries.TryGetValue(template, out uint present))
        {
            return present;
        }

        TpmStructure.Check("Making a primary key", NativeTpm.CreatePrimary(
            _context,
            hierarchy,
            Password,
            Nobody,
            Nobody,
            TpmStructure.Empty,
            TpmStructure.PublicArea(template),
            TpmStructure.Empty,
            TpmStructure.Empty,
            out uint key,
            out nint area,
            0,
            0,
            0));
        NativeTpm.Free(area);
        _transient.Add(key);
        _primaries.Add(template, key);
        return key;
    }

    /// <summary>Throws out a key that is needed no more: a TPM without a manager has room for three. One at a persistent handle takes none.</summary>
    public void Unload(uint key)
    {
        if (_transient.Remove(key))
        {
            TpmStructure.Check("Unloading a key", NativeTpm.Flush(_context, key));
            foreach (byte[] template in _primaries.Where(primary => primary.Value == key).Select(primary => primary.Key).ToArray())
            {
                _primaries.Remove(template);
            }
        }
    }

    /// <summary>Keeps a key at a persistent handle, where nothing may be.</summary>
    public void Persist(uint key, uint handle) => TpmStructure.Check(
        "Keeping a key", NativeTpm.EvictControl(_context, Owner, key, Password, Nobody, Nobody, handle, out _));

    /// <summary>Removes the key of a persistent handle.</summary>
    public void Remove(uint persistent, uint handle) => TpmStructure.Check(
        "Removing a key", NativeTpm.EvictControl(_context, Owner, persistent, Password, Nobody, Nobody, handle, out _));

    /// <summary>Opens a credential that was made for this TPM's endorsement key and for this storage root key.</summary>
    /// <returns>Its content, for the caller to empty.</returns>
    public byte[] Activate(uint storageRootKey, uint endorsementKey, byte[] credential, byte[] secret)
    {
        TpmStructure.Check("Starting a session", NativeTpm.StartAuthSession(
            _context, Nobody, Nobody, Nobody, Nobody, Nobody, 0, PolicySessionKind, TpmStructure.Aes128Cfb, Sha256, out uint session));
        _transient.Add(session);
        TpmStructure.Check(
            "Authorizing the endorsement key",
            NativeTpm.PolicySecret(_context, Endorsement, session, Password, Nobody, Nobody, 0, 0, 0, 0, 0, 0));
        TpmStructure.Check("Activating the credential", NativeTpm.ActivateCredential(
            _context,
            storageRootKey,
            endorsementKey,
            Password,
            session,
            Nobody,
            TpmStructure.Buffer(credential),
            TpmStructure.Buffer(secret),
            out nint content));
        return TpmStructure.TakeBuffer(content);
    }

    /// <summary>Takes a key out of its wrappers, inside the TPM.</summary>
    /// <returns>The key, wrapped for this TPM alone: no secret.</returns>
    public byte[] Import(uint parent, byte[] innerKey, DeliveredKey key)
    {
        byte[] inner = TpmStructure.Buffer(innerKey);
        try
        {
            TpmStructure.Check("Importing the key", NativeTpm.Import(
                _context,
                parent,
                Password,
                Nobody,
                Nobody,
                inner,
                TpmStructure.PublicArea(key.PublicArea),
                TpmStructure.Buffer(key.Duplicate),
                TpmStructure.Buffer(key.DuplicateSeed),
                TpmStructure.Aes128Cfb,
                out nint area));
            return TpmStructure.TakeBuffer(area);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(inner);
        }
    }

    /// <summary>Loads a key that <see cref="Import"/> has wrapped.</summary>
    public uint Load(uint parent, byte[] privateArea, byte[] publicArea)
    {
        TpmStructure.Check("Loading the key", NativeTpm.Load(
            _context, parent, Password, Nobody, Nobody, TpmStructure.Buffer(privateArea), TpmStructure.PublicArea(publicArea), out uint key));
        _transient.Add(key);
        return key;
    }

    /// <summary>The HMAC-SHA256 of a content, made inside the TPM.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The content has more than 1,024 bytes.</exception>
    public byte[] Sign(uint key, ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, LongestContent);
        TpmStructure.Check(
            "Signing", NativeTpm.Hmac(_context, key, Password, Nobody, Nobody, TpmStructure.Buffer(content), Sha256, out nint result));
        return TpmStructure.TakeBuffer(result);
    }

    public void Dispose()
    {
        foreach (uint resource in _transient)
        {
            // Nobody is left to be told when it fails.
            _ = NativeTpm.Flush(_context, resource);
        }

        _transient.Clear();
        if (_context != 0)
        {
            NativeTpm.Close(ref _context);
        }

        if (_tcti != 0)
        {
            NativeTpm.CloseTcti(ref _tcti);
        }
    }

    private void Authorize(uint hierarchy, string? value)
    {
        byte[] authorization = TpmStructure.Buffer(System.Text.Encoding.UTF8.GetBytes(value ?? ""));
        TpmStructure.Check("Setting an authorization value", NativeTpm.SetAuthorization(_context, hierarchy, authorization));
        CryptographicOperations.ZeroMemory(authorization);
    }
}
