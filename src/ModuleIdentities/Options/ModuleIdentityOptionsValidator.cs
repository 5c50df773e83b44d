using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>Finds everything wrong with the options at once, each fault under its configuration path, no secret shown.</summary>
internal sealed class ModuleIdentityOptionsValidator : IValidateOptions<ModuleIdentityOptions>
{
    private const string Documentation = "See docs/configuration.md.";

    public ValidateOptionsResult Validate(string? name, ModuleIdentityOptions options) => Validate(options);

    public static ValidateOptionsResult Validate(ModuleIdentityOptions options)
    {
        Faults faults = new();
        ProvisioningOptions provisioning = options.Provisioning;
        if (!string.IsNullOrEmpty(provisioning.ConnectionString))
        {
            CheckConnectionString(provisioning, faults);
        }
        else
        {
            CheckEnrollment(options, faults);
        }

        if (provisioning.Timeout < TimeSpan.FromSeconds(1))
        {
            faults.Add("Provisioning:Timeout", $"is {provisioning.Timeout}; it must be at least 1 second");
        }

        if (!Enum.IsDefined(provisioning.Transport))
        {
            faults.Add("Provisioning:Transport", "is neither Mqtt nor Https");
        }

        CheckNetwork(options.Network, faults);
        return faults.ToResult();
    }

    private static void CheckConnectionString(ProvisioningOptions provisioning, Faults faults)
    {
        if (!string.IsNullOrEmpty(provisioning.IdScope))
        {
            faults.Add("Provisioning:ConnectionString", "is set together with Provisioning:IdScope; set one of the two");
        }

        if (!DeviceConnectionString.TryParse(provisioning.ConnectionString!, out _, out string? fault))
        {
            faults.Add("Provisioning:ConnectionString", fault);
        }
    }

    private static void CheckEnrollment(ModuleIdentityOptions options, Faults faults)
    {
        ProvisioningOptions provisioning = options.Provisioning;
        if (string.IsNullOrEmpty(provisioning.IdScope))
        {
            faults.Add("Provisioning:IdScope", options.UseEmulator
                ? "is missing although UseEmulator is true: no emulator is running. Reference the package ModuleIdentities.Emulator and call "
                    + "IotEmulator.StartWhenConfiguredAsync(configuration) before reading the options"
                : "is missing; it is on the overview page of the Device Provisioning Service, for example 0ne00ABCDEF. "
                    + "(Or set Provisioning:ConnectionString, or UseEmulator to true.)");
        }
        else if (!provisioning.IdScope.All(char.IsAsciiLetterOrDigit))
        {
            faults.Add("Provisioning:IdScope", $"is '{provisioning.IdScope}'; an ID scope has only letters and digits");
        }

        if (string.IsNullOrEmpty(provisioning.RegistrationId))
        {
            faults.Add("Provisioning:RegistrationId", "is missing; it is the registration id of the device's enrolment");
        }
        else if (!IsRegistrationId(provisioning.RegistrationId))
        {
            faults.Add("Provisioning:RegistrationId", $"is '{provisioning.RegistrationId}'; a registration id has up to 128 letters, digits and - . _ : "
                + "and ends in a letter, a digit or -");
        }

        string? key = provisioning.SymmetricKey.PrimaryKey;
        if (string.IsNullOrEmpty(key))
        {
            faults.Add("Provisioning:SymmetricKey:PrimaryKey", "is missing; it is the primary key of the device's enrolment");
        }
        else if (!SharedAccessKey.TryParse(key, out _))
        {
            faults.Add("Provisioning:SymmetricKey:PrimaryKey", "is not base64 of 16 to 64 bytes");
        }

        if (Uri.CheckHostName(provisioning.GlobalEndpoint) == UriHostNameType.Unknown)
        {
            faults.Add("Provisioning:GlobalEndpoint", $"is '{provisioning.GlobalEndpoint}'; it must be a host name without scheme, port or path");
        }
    }

    private static void CheckNetwork(NetworkOptions network, Faults faults)
    {
        CheckPort("Network:MqttPort", network.MqttPort, faults);
        CheckPort("Network:HttpsPort", network.HttpsPort, faults);
        if (network.OperationTimeout < TimeSpan.FromSeconds(1))
        {
            faults.Add("Network:OperationTimeout", $"is {network.OperationTimeout}; it must be at least 1 second");
        }

        if (!string.IsNullOrEmpty(network.TrustedRootFile) && !File.Exists(network.TrustedRootFile))
        {
            faults.Add("Network:TrustedRootFile", $"is '{network.TrustedRootFile}', which does not exist");
            return;
        }

        try
        {
            foreach (X509Certificate2 root in TrustedRoots.Load(network))
            {
                root.Dispose();
            }
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            faults.Add("Network:TrustedRootPem / TrustedRootFile", "cannot be read as PEM certificates");
        }
    }

    private static void CheckPort(string path, int port, Faults faults)
    {
        if (port is < 1 or > 65535)
        {
            faults.Add(path, $"is {port}; a port is 1 to 65535");
        }
    }

    private static bool IsRegistrationId(string id) =>
        id.Length <= 128
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or ':')
        && (char.IsAsciiLetterOrDigit(id[^1]) || id[^1] == '-');

    private sealed class Faults
    {
        private readonly List<string> _messages = [];

        public void Add(string path, string fault) =>
            _messages.Add($"{ModuleIdentityOptions.SectionName}:{path} {fault}. {Documentation}");

        public ValidateOptionsResult ToResult() =>
            _messages.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_messages);
    }
}
