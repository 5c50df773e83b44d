using System.Diagnostics.CodeAnalysis;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Serialization;

namespace ModuleIdentities.Cli;

/// <summary>
/// Reads <c>/etc/aziot/config.toml</c>, the configuration of the Azure IoT Identity Service (iot-identity-service, <c>aziotctl/config/unix/template.toml</c>),
/// as settings of our own section, so that a device needs no second configuration.
/// </summary>
internal sealed class AziotConfiguration
{
    private const string Section = $"{ModuleIdentityOptions.SectionName}:Provisioning:";

    private readonly string _path;
    private readonly Dictionary<string, string?> _settings = [];

    private AziotConfiguration(string path) => _path = path;

    /// <summary>Reads the text of the file.</summary>
    /// <exception cref="ToolException">It is no TOML, or keeps the device's credential where this tool cannot reach it.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string text, string path)
    {
        AziotConfiguration reader = new(path);
        reader.ReadProvisioning(Parse(text, path));
        return reader._settings;
    }

    private static TomlTable Parse(string text, string path)
    {
        try
        {
            return TomlSerializer.Deserialize(text, AziotToml.Default.TomlTable) ?? [];
        }
        catch (TomlException exception)
        {
            // What the parser says may quote a line with a key.
            throw new ToolException(ExitCode.Usage, "InvalidConfiguration", $"{path} is not valid TOML{Position(exception)}. Compare it with /etc/aziot/config.toml.template.");
        }
    }

    private static string Position(TomlException exception) => exception.Line is { } line ? $", line {line}" : "";

    private void ReadProvisioning(TomlTable root)
    {
        TomlTable provisioning = Table(root, "provisioning") ?? throw Wrong("has no section [provisioning]");
        switch (Text(provisioning, "source"))
        {
            case "manual":
                ReadManual(provisioning);
                break;
            case "dps":
                ReadDps(provisioning);
                break;
            case "none":
                throw Wrong("says source = \"none\": this device is not provisioned");
            default:
                throw Wrong("has no source = \"manual\" or \"dps\" in [provisioning]");
        }
    }

    private void ReadManual(TomlTable provisioning)
    {
        if (Text(provisioning, "connection_string") is { } connectionString)
        {
            Set("ConnectionString", connectionString);
            return;
        }

        TomlTable authentication = Table(provisioning, "authentication") ?? throw Wrong("has neither connection_string nor [provisioning.authentication]");
        string device = $"HostName={Text(provisioning, "iothub_hostname")};DeviceId={Text(provisioning, "device_id")}";
        switch (Text(authentication, "method"))
        {
            case "sas":
                Set("ConnectionString", $"{device};SharedAccessKey={Key(authentication, "device_id_pk")}");
                break;
            case "x509":
                Set("ConnectionString", $"{device};x509=true");
                ReadCertificate(authentication);
                break;
            default:
                throw Wrong("has no method = \"sas\" or \"x509\" in [provisioning.authentication]");
        }
    }

    private void ReadDps(TomlTable provisioning)
    {
        Set("IdScope", Text(provisioning, "id_scope"));
        if (Text(provisioning, "global_endpoint") is { } endpoint)
        {
            Set("GlobalEndpoint", Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) ? uri.Host : endpoint);
        }

        if (Table(provisioning, "payload") is { } payload)
        {
            Set("Payload", File.ReadAllText(FilePath(payload, "uri", "payload")));
        }

        TomlTable attestation = Table(provisioning, "attestation") ?? throw Wrong("has no section [provisioning.attestation]");
        Set("RegistrationId", Text(attestation, "registration_id"));
        switch (Text(attestation, "method"))
        {
            case "symmetric_key":
                Set("SymmetricKey:PrimaryKey", Key(attestation, "symmetric_key"));
                break;
            case "x509":
                ReadCertificate(attestation);
                break;
            case "tpm":
                throw Wrong("proves the device with a TPM, whose key only the Identity Service can use");
            default:
                throw Wrong("has no method = \"symmetric_key\", \"x509\" or \"tpm\" in [provisioning.attestation]");
        }
    }

    private void ReadCertificate(TomlTable owner)
    {
        Set("X509:Path", FilePath(owner, "identity_cert", "identity_cert"));
        Set("X509:KeyPath", FilePath(owner, "identity_pk", "identity_pk"));
    }

    /// <summary>A key that is given as <c>{ value = "base64" }</c> or <c>{ uri = "file:///…" }</c>.</summary>
    private string Key(TomlTable owner, string name)
    {
        TomlTable key = Table(owner, name) ?? throw Wrong($"has no {name} = {{ value = … }} or {{ uri = … }}");
        if (Text(key, "value") is { } value)
        {
            return value;
        }

        // The Identity Service takes the bytes of the key; people keep base64.
        byte[] content = File.ReadAllBytes(FilePath(key, "uri", name));
        string text = System.Text.Encoding.ASCII.GetString(content).Trim();
        return Convert.TryFromBase64String(text, new byte[text.Length], out _) ? text : Convert.ToBase64String(content);
    }

    private string FilePath(TomlTable owner, string name, string what)
    {
        string uri = Text(owner, name) ?? throw Wrong($"gives no file for {what}: a certificate that the Identity Service gets for itself is its own");
        if (!Uri.TryCreate(uri, UriKind.Absolute, out Uri? parsed) || !parsed.IsFile)
        {
            throw Wrong($"keeps {what} where only the Identity Service can use it ({uri.Split(':')[0]})");
        }

        return File.Exists(parsed.LocalPath) ? parsed.LocalPath : throw Wrong($"names {parsed.LocalPath} for {what}, which does not exist or is not readable");
    }

    private void Set(string name, string? value) => _settings[Section + name] = value;

    private static TomlTable? Table(TomlTable owner, string name) => owner.TryGetValue(name, out object? value) ? value as TomlTable : null;

    private static string? Text(TomlTable owner, string name) => owner.TryGetValue(name, out object? value) ? value as string : null;

    private ToolException Wrong(string what) => new(
        ExitCode.Usage,
        "InvalidConfiguration",
        $"{_path} {what}. Give the device's credential with --config or --connection-string-file instead.");
}

/// <summary>How TOML is read without reflection.</summary>
[TomlSerializable(typeof(TomlTable))]
[SuppressMessage("Performance", "CA1812", Justification = "Made by the generator.")]
internal sealed partial class AziotToml : TomlSerializerContext;
