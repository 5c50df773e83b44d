using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Conformance;

/// <summary>
/// One authority for every emulator of the run, which the operating system's trust has for this process: parts of Microsoft's packages ask for no other.
/// </summary>
internal static class TrustedAuthority
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("moduleidentities-authority-").FullName;

    /// <summary>A state that an emulator with this authority starts from.</summary>
    public static string StateFile { get; } = Path.Combine(Folder, "authority.emulator.db");

    /// <summary>Before anything asks for the trust of the operating system.</summary>
#pragma warning disable CA2255 // A test assembly is a program.
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void Trust()
    {
        // The user's stores are in this folder: what the tests put there, and Microsoft's packages, goes with the run.
        Environment.SetEnvironmentVariable("HOME", Folder);

        // No code of this module may run on another thread before its initializer has ended, not even a continuation.
        IotEmulator emulator = IotEmulator.StartAsync(new IotEmulatorOptions { StateFile = StateFile }).GetAwaiter().GetResult();
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(emulator.CertificateAuthorityPem);
        using X509Store roots = new(StoreName.Root, StoreLocation.CurrentUser, OpenFlags.ReadWrite);
        roots.Add(authority);
        emulator.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
