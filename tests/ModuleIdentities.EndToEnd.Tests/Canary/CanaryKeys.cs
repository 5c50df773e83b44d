using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Canary;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Canary;

/// <summary>Tells the canary the secrets of a device and of its modules.</summary>
internal static class CanaryKeys
{
    private const string Section = "ModuleIdentities:Provisioning:";

    /// <summary>What a device is configured with, and what it makes of that.</summary>
    public static void Keep(IConfiguration configuration)
    {
        SecretCanary.Keep(configuration[$"{Section}SymmetricKey:PrimaryKey"]);
        SecretCanary.Keep(configuration[$"{Section}X509:Password"]);
        SecretCanary.Keep(configuration[$"{Section}ConnectionString"]?.Split("SharedAccessKey=").ElementAtOrDefault(1));
        if (configuration[$"{Section}EnrollmentGroup:PrimaryKey"] is { } groupKey)
        {
            SecretCanary.Keep(groupKey);
            byte[] registrationId = Encoding.UTF8.GetBytes(configuration[$"{Section}RegistrationId"]!);
            SecretCanary.Keep(Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(groupKey), registrationId)));
        }

        foreach (string path in new[] { "SymmetricKey:KeyPath", "X509:Path", "X509:KeyPath" })
        {
            string file = Environment.ExpandEnvironmentVariables(configuration[Section + path] ?? "");
            if (File.Exists(file))
            {
                KeepFile(file);
            }
        }
    }

    /// <summary>The keys of all modules.</summary>
    public static void Learn(IotEmulator emulator)
    {
        try
        {
            foreach (EmulatedHub hub in emulator.Hubs)
            {
                foreach (EmulatedModule module in hub.Devices.List().SelectMany(hub.Devices.ListModules))
                {
                    Learn(hub, module);
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // A test has taken this emulator down; the one that came back has the same keys.
        }
    }

    private static void Learn(EmulatedHub hub, EmulatedModule module)
    {
        try
        {
            SecretCanary.Keep(Key(hub.Devices.ConnectionString(module.DeviceId, module.ModuleId)));
            SecretCanary.Keep(Key(hub.Devices.ConnectionString(module.DeviceId, module.ModuleId, withSecondaryKey: true)));
        }
        catch (HubRefusedException)
        {
            // Deleted at the same moment.
        }
    }

    /// <summary>A key in text, or the private keys of a PEM file, as a whole and by their first line.</summary>
    private static void KeepFile(string file)
    {
        string text = File.ReadAllText(file);
        if (!PemEncoding.TryFind(text, out _))
        {
            SecretCanary.Keep(Path.GetExtension(file) == ".pfx" ? null : text.Trim());
            return;
        }

        for (string rest = text; PemEncoding.TryFind(rest, out PemFields pem); rest = rest[pem.Location.End..])
        {
            if (rest[pem.Label].EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                string[] lines = rest[pem.Base64Data].Split('\n', StringSplitOptions.TrimEntries);
                SecretCanary.Keep(string.Concat(lines));
                SecretCanary.Keep(lines[0]);
            }
        }
    }

    private static string? Key(string connectionString) => connectionString.Split("SharedAccessKey=").ElementAtOrDefault(1);
}
