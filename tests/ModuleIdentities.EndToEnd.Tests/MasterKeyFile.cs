using System.Security.Cryptography;
using ModuleIdentities.Canary;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>The master key of a device, in a file as a person makes it: <c>openssl rand -base64 32</c>.</summary>
internal static class MasterKeyFile
{
    /// <summary>One that all tests can share.</summary>
    public static string Path { get; } = Create();

    /// <summary>Another one.</summary>
    public static string Create()
    {
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        SecretCanary.Keep(key);
        string path = System.IO.Path.Combine(Directory.CreateTempSubdirectory("moduleidentities-master-").FullName, "master.key");
        File.WriteAllText(path, $"{key}\n");
        return path;
    }
}
