using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities.Agents.Tests;

/// <summary>The root of a device in a folder, with the users of the agents, and modules to give them.</summary>
internal sealed class Image : IDisposable
{
    private const string Passwd = "root:x:0:0::/root:/bin/sh\nadu:x:4711:4712::/:/bin/false\naziotid:x:4713:4713::/:/bin/false\n";

    public Image(string group = "root:x:0:\nadu:x:4712:\naziotid:x:4713:adu\naziotcs:x:4714:adu\naziotks:x:4715:adu\n")
    {
        Root = Directory.CreateTempSubdirectory("moduleid-agents-").FullName;
        Write("/etc/passwd", Passwd);
        Write("/etc/group", group);
    }

    public string Root { get; }

    /// <summary>The image as if it were the device itself: its services are told of changes.</summary>
    public AgentHost Running => AgentHost.Running(Root);

    public AgentHost Host => new(Root);

    public string Locate(string path) => Path.Join(Root, path);

    public string Read(string path) => File.ReadAllText(Locate(path));

    public bool Has(string path) => File.Exists(Locate(path));

    public void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Locate(path))!);
        File.WriteAllText(Locate(path), content);
    }

    /// <summary>Owner, group and mode in octal digits.</summary>
    public string Protection(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "";
        }

        (uint user, uint group) = FileOwner.Of(Locate(path));
        return $"{user}:{group} {Convert.ToString((int)File.GetUnixFileMode(Locate(path)), 8).PadLeft(4, '0')}";
    }

    /// <summary>Every file of the device but for our own state, with its content.</summary>
    public SortedDictionary<string, string> Files() => new(
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(path => path[Root.Length..])
            .Where(path => !path.StartsWith("/var/lib/moduleid/", StringComparison.Ordinal))
            .ToDictionary(path => path, Read),
        StringComparer.Ordinal);

    /// <summary>A module with a key that is always the same.</summary>
    public static Task<ModuleIdentity> ModuleAsync(Agent agent, string key = "EBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8=")
    {
        ModuleIdentityOptions options = new()
        {
            Provisioning = { ConnectionString = $"HostName=hub.azure-devices.net;DeviceId=line-4;ModuleId={agent.ModuleId};SharedAccessKey={key}" },
        };
        return ModuleProvisioner.ProvisionAsync(options, agent.ModuleId, TestContext.Current.CancellationToken);
    }

    /// <summary>A module with a certificate.</summary>
    public async Task<ModuleIdentity> CertifiedModuleAsync(Agent agent)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = new CertificateRequest("CN=module", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        Write("/module.pem", certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        ModuleIdentityOptions options = new()
        {
            Provisioning =
            {
                ConnectionString = $"HostName=hub.azure-devices.net;DeviceId=line-4;ModuleId={agent.ModuleId};x509=true",
                X509 = { Path = Locate("/module.pem") },
            },
        };
        return await ModuleProvisioner.ProvisionAsync(options, agent.ModuleId, TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
