using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Aes = System.Runtime.Intrinsics.Arm.Aes;

namespace ModuleIdentities.Benchmarks.Clients.HotPaths;

/// <summary>What moves the counts although no line of code has changed.</summary>
internal static class CountFacts
{
    public const string Verb = "facts";

    public static IEnumerable<(string Name, string Value)> All =>
    [
        ("architecture", RuntimeInformation.ProcessArchitecture.ToString()),
        (".NET", Environment.Version.ToString()),
        ("OpenSSL", OpenSsl()),
        ("processor's features", Features()),
    ];

    /// <summary>The features that code is chosen by. Valgrind shows its own processor, not the machine's.</summary>
    private static string Features()
    {
        if (X86Base.IsSupported)
        {
            (_, _, int third, int fourth) = X86Base.CpuId(1, 0);
            (_, int second, _, _) = X86Base.CpuId(7, 0);
            return string.Create(CultureInfo.InvariantCulture, $"{third:x8} {fourth:x8} {second:x8}");
        }

        (string Name, bool IsThere)[] features = [("aes", Aes.IsSupported), ("sha256", Sha256.IsSupported), ("crc32", Crc32.IsSupported), ("dp", Dp.IsSupported)];
        return string.Join(' ', features.Where(feature => feature.IsThere).Select(feature => feature.Name));
    }

    /// <summary>OPENSSL_VERSION_NUMBER(3): major, minor and patch.</summary>
    private static string OpenSsl()
    {
        long version = OperatingSystem.IsLinux() ? SafeEvpPKeyHandle.OpenSslVersion : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{version >> 28}.{(version >> 20) & 0xFF}.{(version >> 4) & 0xFFFF}");
    }
}
