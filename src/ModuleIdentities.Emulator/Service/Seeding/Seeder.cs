using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Seeding;

/// <summary>Makes what a seed asks for, as far as it is not there.</summary>
internal sealed class Seeder(EmulatorRoot root, EmulatedEnrollments enrollments, EmulatedHubs hubs, EmulatorSeed seed)
{
    /// <exception cref="SeedException">A part of the seed cannot be; what comes before it is made.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < seed.Hubs.Count; i++)
        {
            await SeedHubAsync(seed.Hubs[i], $"hubs[{Number(i)}]", cancellationToken).ConfigureAwait(false);
        }

        Each(seed.CertificateAuthorities, "certificateAuthorities", (authority, path) =>
        {
            using X509Certificate2 certificate = Certificate(authority.Certificate, $"{path}.certificate");
            enrollments.AddAuthority(authority.Name, certificate);
        });
        Each(seed.EnrollmentGroups, "enrollmentGroups", SeedGroup);
        Each(seed.Enrollments, "enrollments", SeedEnrollment);
        if (seed.ProvisioningRates is { } rates)
        {
            Guard("provisioningRates", () => root.ProvisioningLimits.Rates = rates);
        }

        Each(seed.Faults, "faults", (fault, _) => root.Faults.Add(fault));
    }

    private static string Number(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static async Task SeedTwinAsync(EmulatedTwin twin, SeedIdentity identity, CancellationToken cancellationToken)
    {
        if (identity.Tags is { } tags)
        {
            await twin.UpdateTagsAsync(tags.ToJsonString(), cancellationToken).ConfigureAwait(false);
        }

        if (identity.Desired is { } desired)
        {
            await twin.UpdateDesiredAsync(desired.ToJsonString(), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SeedHubAsync(SeedHub wanted, string path, CancellationToken cancellationToken)
    {
        HubServices services = root.FindHub(wanted.Name ?? hubs[0].HostName) ?? throw Wrong($"{path}.name", $"'{wanted.Name}' is not a hub of this emulator.", null);
        EmulatedHub hub = hubs[services.Settings.HostName];
        hub.IsLinked = wanted.IsLinked;
        if (wanted.Sku is { } sku)
        {
            Guard($"{path}.units", () => hub.Limits.Scale = new HubScale(sku, wanted.Units));
        }

        Each(wanted.CertificateAuthorities, $"{path}.certificateAuthorities", (authority, at) =>
        {
            using X509Certificate2 certificate = Certificate(authority, at);
            hub.AddCertificateAuthority(certificate);
        });
        for (int i = 0; i < wanted.Devices.Count; i++)
        {
            await SeedDeviceAsync(services, hub, wanted.Devices[i], $"{path}.devices[{Number(i)}]", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SeedDeviceAsync(HubServices services, EmulatedHub hub, SeedDevice device, string path, CancellationToken cancellationToken)
    {
        if (services.Directory.FindDevice(device.Id) is null)
        {
            await GuardAsync(path, async () =>
            {
                IdentitySpecification wanted = new(Authentication(device, path), device.IsEnabled, IsEdge: device.IsEdge);
                await services.Devices.CreateDeviceAsync(device.Id, wanted, cancellationToken).ConfigureAwait(false);
                await SeedTwinAsync(hub.Devices[device.Id].Twin, device, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        for (int i = 0; i < device.Modules.Count; i++)
        {
            SeedModule module = device.Modules[i];
            string at = $"{path}.modules[{Number(i)}]";
            if (services.Directory.FindModule(device.Id, module.Id) is null)
            {
                await GuardAsync(at, async () =>
                {
                    IdentitySpecification wanted = new(Authentication(module, at), ManagedBy: module.ManagedBy);
                    await services.Modules.CreateModuleAsync(device.Id, module.Id, wanted, cancellationToken).ConfigureAwait(false);
                    await SeedTwinAsync(hub.Devices[device.Id, module.Id].Twin, module, cancellationToken).ConfigureAwait(false);
                }).ConfigureAwait(false);
            }
        }
    }

    private AuthenticationSpecification Authentication(SeedIdentity identity, string path)
    {
        if (identity.IsCertificateAuthority)
        {
            return new AuthenticationSpecification(AuthenticationType.CertificateAuthority);
        }

        if (identity.Certificate is { } text)
        {
            using X509Certificate2 certificate = Certificate(text, $"{path}.certificate");
            return AuthenticationSpecification.SelfSigned(certificate);
        }

        return new AuthenticationSpecification(
            AuthenticationType.Sas, identity.PrimaryKey ?? SymmetricKeys.GenerateKey(), identity.SecondaryKey ?? SymmetricKeys.GenerateKey());
    }

    private void SeedGroup(SeedGroup group, string path)
    {
        if (enrollments.FindGroup(group.Id) is not null)
        {
            return;
        }

        if (group.Authority is not { } authority)
        {
            enrollments.AddGroup(group.Id, group.PrimaryKey, group.SecondaryKey, group.Settings());
            return;
        }

        using X509Certificate2 certificate = Authority(authority, $"{path}.authority");
        enrollments.AddX509Group(group.Id, certificate, settings: group.Settings());
    }

    private void SeedEnrollment(SeedEnrollment enrollment, string path)
    {
        using X509Certificate2? own = enrollment.Certificate is { } text ? Certificate(text, $"{path}.certificate") : null;
        string id = enrollment.RegistrationId ?? own?.GetNameInfo(X509NameType.SimpleName, forIssuer: false)
            ?? throw Wrong(path, "The registrationId is missing.", null);
        EnrollmentSettings settings = enrollment.Settings(enrollment.DeviceId);
        if (enrollments.Find(id) is not null)
        {
            return;
        }

        if (own is not null)
        {
            enrollments.AddX509(own, settings: settings);
        }
        else if (enrollment.Authority is { } authority)
        {
            using X509Certificate2 certificate = Authority(authority, $"{path}.authority");
            enrollments.AddX509(id, certificate, settings);
        }
        else if (enrollment.EndorsementKey is { } endorsementKey)
        {
            enrollments.AddTpm(id, endorsementKey, settings);
        }
        else
        {
            enrollments.AddSymmetricKey(id, enrollment.PrimaryKey, enrollment.SecondaryKey, settings: settings);
        }
    }

    private X509Certificate2 Authority(string text, string path) => enrollments.FindAuthority(text) ?? Certificate(text, path);

    private X509Certificate2 Certificate(string text, string path)
    {
        try
        {
            return text.Contains("-----BEGIN", StringComparison.Ordinal)
                ? X509Certificate2.CreateFromPem(text)
                : X509CertificateLoader.LoadCertificateFromFile(Path.Combine(seed.Text?.Folder ?? Environment.CurrentDirectory, text));
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, $"It is neither a certificate as PEM nor a file with one: {exception.Message}", exception);
        }
    }

    private void Each<T>(IReadOnlyList<T> items, string path, Action<T, string> make)
    {
        for (int i = 0; i < items.Count; i++)
        {
            string at = $"{path}[{Number(i)}]";
            Guard(at, () => make(items[i], at));
        }
    }

    private void Guard(string path, Action make)
    {
        try
        {
            make();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw Wrong(path, exception.Message, exception);
        }
    }

    private async Task GuardAsync(string path, Func<Task> make)
    {
        try
        {
            await make().ConfigureAwait(false);
        }
        catch (HubRefusedException exception)
        {
            throw Wrong(path, exception.Message, exception);
        }
    }

    private SeedException Wrong(string path, string cause, Exception? exception) => new($"{seed.Text?.Locate(path) ?? path}: {cause}", exception);
}
