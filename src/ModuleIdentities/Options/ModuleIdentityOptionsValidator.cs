using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>Finds everything wrong with the options at once, each fault under its configuration path, no secret shown.</summary>
internal sealed class ModuleIdentityOptionsValidator : IValidateOptions<ModuleIdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, ModuleIdentityOptions options) => Validate(options);

    /// <param name="options">The options.</param>
    /// <param name="isFinal">Whether they are about to be used; else an outbox or an engine may still be added.</param>
    public static ValidateOptionsResult Validate(ModuleIdentityOptions options, bool isFinal = true)
    {
        OptionFaults faults = new();
        foreach ((string path, string fault) in options.Unreadable)
        {
            faults.Add(path, fault);
        }

        CheckEngine(options, isFinal, faults);
        ProvisioningOptions provisioning = options.Provisioning;
        if (provisioning.IsLocal)
        {
            CheckLocal(options, faults);
        }
        else if (!string.IsNullOrEmpty(provisioning.ConnectionString))
        {
            CheckConnectionString(provisioning, faults);
        }
        else
        {
            CheckEnrollment(options, isFinal, faults);
        }

        if (provisioning.Timeout < TimeSpan.FromSeconds(1))
        {
            faults.Add("Provisioning:Timeout", $"is {provisioning.Timeout}; it must be at least 1 second");
        }

        if (!Enum.IsDefined(provisioning.UsedTransport))
        {
            faults.Add("Provisioning:Transport", "is none of Mqtt, MqttWebSocket and Https");
        }

        if (provisioning.RegistryOperationsPerMinute < 1)
        {
            faults.Add("Provisioning:RegistryOperationsPerMinute", $"is {provisioning.RegistryOperationsPerMinute}; it must be at least 1");
        }

        CheckReprovisioning(provisioning, faults);
        ModuleKeyRules.Check(options, isFinal, faults);
        CheckNetwork(options.Network, faults);
        CheckTelemetry(options.Telemetry, faults);
        CheckOutbox(options, isFinal, faults);
        return faults.ToResult();
    }

    private static void CheckEngine(ModuleIdentityOptions options, bool isFinal, OptionFaults faults)
    {
        if (options.Engine is { } engine && !Enum.IsDefined(engine))
        {
            faults.Add("Engine", "is none of Native and AzureSdk");
        }
        else if (isFinal && options.Engine == ModuleEngine.AzureSdk && options.AzureSdkEngine is null)
        {
            faults.Add("Engine", "is AzureSdk, but that engine is not there: reference the package ModuleIdentities.AzureSdk and call AddAzureSdkEngine() or UseAzureSdkEngine()");
        }

        foreach ((string path, string fault) in options.UsedEngine.Check(options))
        {
            faults.Add(path, fault);
        }
    }

    /// <summary>Whoever gives the modules has the device's credential; a second one here would be left over, or a mistake.</summary>
    private static void CheckLocal(ModuleIdentityOptions options, OptionFaults faults)
    {
        ProvisioningOptions provisioning = options.Provisioning;
        (string Path, string? Other)[] givers =
        [
            ("Provisioning:LocalProvisioner:Socket", provisioning.LocalProvisioner.IsSet ? "LocalProvisioner" : null),
            ("Provisioning:IdentityService:Directory", provisioning.IdentityService.IsSet ? "IdentityService" : null),
            ("Provisioning:IotEdge:Enabled", provisioning.IotEdge.Enabled ? "IotEdge" : null),
        ];
        (string path, string? first) = givers.First(giver => giver.Other is not null);
        (string Name, bool IsSet)[] others =
        [
            .. givers.Where(giver => giver.Other is { } other && other != first).Select(giver => (giver.Other!, true)),
            ("ConnectionString", !string.IsNullOrEmpty(provisioning.ConnectionString)),
            ("IdScope", !string.IsNullOrEmpty(provisioning.IdScope)),
            ("SymmetricKey", provisioning.SymmetricKey.IsSet),
            ("EnrollmentGroup", provisioning.EnrollmentGroup.IsSet),
            ("X509", provisioning.X509.IsSet),
            ("Tpm", provisioning.Tpm.IsSet),
            ("ReprovisionMethod", !string.IsNullOrEmpty(provisioning.ReprovisionMethod)),
            ("ReprovisionProperty", !string.IsNullOrEmpty(provisioning.ReprovisionProperty)),
        ];
        foreach ((string name, _) in others.Where(other => other.IsSet))
        {
            faults.Add(path, $"is set together with Provisioning:{name}; the device's credential and its registration are the matter of whoever gives the modules");
        }

        if (!provisioning.LocalProvisioner.IsSet && options.Keys.RotationInterval is not null)
        {
            string keeper = provisioning.IdentityService.IsSet ? "the Identity Service's" : "IoT Edge's";
            faults.Add("Keys:RotationInterval", $"is set, but the keys are {keeper}, which does not replace them");
        }

        IotEdgeRules.Check(provisioning.IotEdge, faults);
    }

    private static void CheckConnectionString(ProvisioningOptions provisioning, OptionFaults faults)
    {
        if (!string.IsNullOrEmpty(provisioning.IdScope))
        {
            faults.Add("Provisioning:ConnectionString", "is set together with Provisioning:IdScope; set one of the two");
        }

        if (!HubConnectionString.TryParse(provisioning.ConnectionString!, provisioning.X509, out _, out string? fault))
        {
            faults.Add("Provisioning:ConnectionString", fault);
        }
    }

    private static void CheckEnrollment(ModuleIdentityOptions options, bool isFinal, OptionFaults faults)
    {
        ProvisioningOptions provisioning = options.Provisioning;
        if (string.IsNullOrEmpty(provisioning.IdScope))
        {
            faults.Add("Provisioning:IdScope", options.UseEmulator
                ? "is missing although UseEmulator is true: no emulator is running. Reference the package ModuleIdentities.Emulator and call "
                    + "IotEmulator.StartWhenConfiguredAsync(configuration) before reading the options"
                : "is missing; it is on the overview page of the Device Provisioning Service, for example 0ne00ABCDEF. "
                    + $"(Or set Provisioning:ConnectionString, or UseEmulator to true.){IotEdgeRules.Hint(provisioning.IotEdge)}");
        }
        else if (!OptionTextRules.IsIdScope(provisioning.IdScope))
        {
            faults.Add("Provisioning:IdScope", $"is '{provisioning.IdScope}'; an ID scope has only letters and digits");
        }

        if (string.IsNullOrEmpty(provisioning.RegistrationId))
        {
            if (!provisioning.X509.IsSet)
            {
                faults.Add("Provisioning:RegistrationId", "is missing; it is the registration id of the device's enrolment");
            }
        }
        else if (!OptionTextRules.IsRegistrationId(provisioning.RegistrationId))
        {
            faults.Add("Provisioning:RegistrationId", $"is '{provisioning.RegistrationId}'; a registration id has up to 128 letters, digits and - . _ : "
                + "and ends in a letter, a digit or -");
        }

        if (provisioning.Tpm.IsSet && provisioning.Transport is not (null or ProvisioningTransport.Https))
        {
            faults.Add("Provisioning:Transport", $"is {provisioning.Transport}; with Tpm it must be Https, or left out");
        }

        bool mayComeLater = !isFinal && options.TpmFactory is null;
        if (!Attestation.TryRead(options, out _, out _, out string path, out string? fault) && fault is not null
            && !(mayComeLater && fault == TpmCredential.MissingPackage))
        {
            faults.Add(path, fault);
        }

        if (!string.IsNullOrEmpty(provisioning.Payload) && !DpsRegisterRequest.TryReadPayload(provisioning.Payload, out _))
        {
            faults.Add("Provisioning:Payload", "is not a JSON object");
        }

        if (Uri.CheckHostName(provisioning.GlobalEndpoint) == UriHostNameType.Unknown)
        {
            faults.Add("Provisioning:GlobalEndpoint", $"is '{provisioning.GlobalEndpoint}'; it must be a host name without scheme, port or path");
        }
    }

    private static void CheckReprovisioning(ProvisioningOptions provisioning, OptionFaults faults)
    {
        string? method = provisioning.ReprovisionMethod;
        string? property = provisioning.ReprovisionProperty;
        if (!string.IsNullOrEmpty(method) && DeclaredNameRules.CheckDirectMethod(method, out _) != NameFault.None)
        {
            faults.Add("Provisioning:ReprovisionMethod", $"is '{method}', which is no name of a direct method");
        }

        if (!string.IsNullOrEmpty(property) && DeclaredNameRules.CheckTwinProperty(property, out _) != NameFault.None)
        {
            faults.Add("Provisioning:ReprovisionProperty", $"is '{property}', which is no name of a desired property");
        }

        if (!string.IsNullOrEmpty(provisioning.ConnectionString) && !string.IsNullOrEmpty(method + property))
        {
            faults.Add(
                "Provisioning:ConnectionString",
                "is set together with ReprovisionMethod or ReprovisionProperty; there is no Device Provisioning Service to register with again");
        }
    }

    private static void CheckNetwork(NetworkOptions network, OptionFaults faults)
    {
        if (!Enum.IsDefined(network.Transport))
        {
            faults.Add("Network:Transport", "is none of Mqtt, MqttWebSocket and Automatic");
        }

        if (network.Proxy is { } proxy && !(proxy.IsAbsoluteUri && proxy.Scheme is "http" or "https"))
        {
            faults.Add("Network:Proxy", "is not an absolute http or https address");
        }

        CheckPort("Network:MqttPort", network.MqttPort, faults);
        CheckPort("Network:HttpsPort", network.HttpsPort, faults);
        if (network.OperationTimeout < TimeSpan.FromSeconds(1))
        {
            faults.Add("Network:OperationTimeout", $"is {network.OperationTimeout}; it must be at least 1 second");
        }

        if (network.KeepAlive < TimeSpan.FromSeconds(1) || network.KeepAlive > TimeSpan.FromSeconds(1177))
        {
            faults.Add("Network:KeepAlive", $"is {network.KeepAlive}; it must be 1 second to 1177 seconds");
        }

        if (!string.IsNullOrEmpty(network.GatewayHost) && Uri.CheckHostName(network.GatewayHost) == UriHostNameType.Unknown)
        {
            faults.Add("Network:GatewayHost", $"is '{network.GatewayHost}', which is no host name");
        }

        if (!string.IsNullOrEmpty(network.TrustedRootPath) && !File.Exists(network.TrustedRootPath))
        {
            faults.Add("Network:TrustedRootPath", $"is '{network.TrustedRootPath}', which does not exist");
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
            faults.Add("Network:TrustedRootPem / TrustedRootPath", "cannot be read as PEM certificates");
        }
    }

    private static void CheckTelemetry(TelemetryOptions telemetry, OptionFaults faults)
    {
        if (telemetry.Window is < 1 or > 1000)
        {
            faults.Add("Telemetry:Window", $"is {telemetry.Window}; it must be 1 to 1000");
        }

        if (!Enum.IsDefined(telemetry.WhenFull))
        {
            faults.Add("Telemetry:WhenFull", "is none of Wait, Throw and DropOldest");
        }

        if (telemetry.QueueCapacity < 1)
        {
            faults.Add("Telemetry:QueueCapacity", $"is {telemetry.QueueCapacity}; it must be at least 1");
        }

        if (telemetry.QueueBytes < HubLink.LargestMessage)
        {
            faults.Add("Telemetry:QueueBytes", $"is {telemetry.QueueBytes}; it must be at least {HubLink.LargestMessage}, the size of one message");
        }

        if (telemetry.MessageTimeout < TimeSpan.FromSeconds(1))
        {
            faults.Add("Telemetry:MessageTimeout", $"is {telemetry.MessageTimeout}; it must be at least 1 second");
        }

        if (telemetry.FlushTimeout < TimeSpan.Zero)
        {
            faults.Add("Telemetry:FlushTimeout", $"is {telemetry.FlushTimeout}; it must not be negative");
        }
    }

    private static void CheckOutbox(ModuleIdentityOptions options, bool isFinal, OptionFaults faults)
    {
        OutboxOptions outbox = options.Outbox;
        if (options.MessageStores is null)
        {
            if (isFinal && !string.IsNullOrEmpty(outbox.Directory))
            {
                faults.Add("Outbox:Directory", "is set, but there is no outbox: reference the package ModuleIdentities.Outbox and call AddOutbox() or UseOutbox()");
            }
        }
        else if (outbox.FullPath is null)
        {
            faults.Add("Outbox:Directory", "is missing, and there is no StateDirectory of systemd to use instead");
        }

        if (outbox.Capacity < 1)
        {
            faults.Add("Outbox:Capacity", $"is {outbox.Capacity}; it must be at least 1");
        }

        if (outbox.CapacityBytes < HubLink.LargestMessage)
        {
            faults.Add("Outbox:CapacityBytes", $"is {outbox.CapacityBytes}; it must be at least {HubLink.LargestMessage}, the size of one message");
        }

        if (outbox.MaxAge < TimeSpan.FromSeconds(1))
        {
            faults.Add("Outbox:MaxAge", $"is {outbox.MaxAge}; it must be at least 1 second");
        }

        if (!Enum.IsDefined(outbox.WhenFull))
        {
            faults.Add("Outbox:WhenFull", "is none of Wait, Throw and DropOldest");
        }
    }

    private static void CheckPort(string path, int port, OptionFaults faults)
    {
        if (port is < 1 or > 65535)
        {
            faults.Add(path, $"is {port}; a port is 1 to 65535");
        }
    }
}
