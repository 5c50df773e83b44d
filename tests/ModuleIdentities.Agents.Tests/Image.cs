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

    private static Lazy<string> CertificatePem { get; } = new(() =>
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = new CertificateRequest("CN=module", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}";
    });

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

    public void Protect(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(Locate(path), mode);
        }
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

    /// <summary>A module with a certificate that is always the same.</summary>
    public static async Task<ModuleIdentity> CertifiedModuleAsync(Agent agent)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.pem");
        await File.WriteAllTextAsync(path, CertificatePem.Value, TestContext.Current.CancellationToken);
        using Deletion deletion = new(path);
        ModuleIdentityOptions options = new()
        {
            Provisioning =
            {
                ConnectionString = $"HostName=hub.azure-devices.net;DeviceId=line-4;ModuleId={agent.ModuleId};x509=true",
                X509 = { Path = path },
            },
        };
        return await ModuleProvisioner.ProvisionAsync(options, agent.ModuleId, TestContext.Current.CancellationToken);
    }

    /// <summary>What an agent is to be given in a mode.</summary>
    public static async Task<AgentRequest> RequestAsync(Agent agent, AgentMode mode, AgentHost host, string? key = null)
    {
        ModuleIdentity? module = mode switch
        {
            AgentMode.IdentityService => null,
            AgentMode.Certificate => await CertifiedModuleAsync(agent),
            _ => key is null ? await ModuleAsync(agent) : await ModuleAsync(agent, key),
        };
        return new AgentRequest(host, mode, module is null ? null : AgentIdentity.Of(module)) { Manufacturer = "contoso", Model = "gw1" };
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private sealed class Deletion(string path) : IDisposable
    {
        public void Dispose() => File.Delete(path);
    }
}
