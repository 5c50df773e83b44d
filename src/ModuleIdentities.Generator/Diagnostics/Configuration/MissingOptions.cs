using ModuleIdentities.Generator.Diagnostics.Secrets;

namespace ModuleIdentities.Generator.Diagnostics.Configuration;

/// <summary>
/// Finds what a half-written enrolment lacks. Only what is the same for all devices, or belongs beside what is there, is missed: the rest may well
/// come from the device's environment.
/// </summary>
internal static class MissingOptions
{
    private const string Provisioning = SecretOptions.SectionName + ":Provisioning:";

    private static readonly string[] OfEnrollment =
        ["RegistrationId", "SymmetricKey", "EnrollmentGroup", "X509", "Payload", "GlobalEndpoint"];

    /// <summary>In one file, the key that asks for another, and the path of that.</summary>
    /// <param name="file">The file.</param>
    /// <param name="project">All settings files of the project.</param>
    public static IEnumerable<(AppSettings.Entry Given, string Missing)> Find(AppSettings file, IReadOnlyList<AppSettings> project)
    {
        if (Has(project, "UseEmulator") || Has(project, "Provisioning:ConnectionString"))
        {
            yield break;
        }

        AppSettings.Entry? enrollment = First(file, OfEnrollment);
        if (enrollment is not null && !Has(project, "Provisioning:IdScope"))
        {
            yield return (enrollment, Provisioning + "IdScope");
        }

        AppSettings.Entry? key = First(file, ["SymmetricKey", "EnrollmentGroup"]);
        if (key is not null && !Has(project, "Provisioning:RegistrationId"))
        {
            yield return (key, Provisioning + "RegistrationId");
        }
    }

    private static AppSettings.Entry? First(AppSettings file, string[] names) => names
        .Select(name => file.Find("Provisioning:" + name))
        .FirstOrDefault(static entry => entry is not null);

    private static bool Has(IReadOnlyList<AppSettings> project, string path) => project.Any(file => file.Find(path) is not null);
}
