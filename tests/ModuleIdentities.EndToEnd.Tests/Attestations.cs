using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Local;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>Every way there is, in the order of the page.</summary>
internal static class Attestations
{
    public static IReadOnlyList<AttestationCase> All { get; } =
    [
        .. AttestationCase.Own,
        new("Individual enrolment, TPM 2.0", "`Provisioning:Tpm`", async (emulator, tcti) =>
        {
            string endorsementKey = await EndorsementKey.ReadAsync(new TpmOptions { Tcti = tcti });
            return emulator.SettingsFor(emulator.Enrollments.AddTpm(AttestationCase.Device, endorsementKey), tcti);
        })
        { Transports = [AttestationCase.Https], TakesTpm = true },
        new("Another process with its credential: `moduleid serve`, which signs", "`Provisioning:LocalProvisioner`", EnrollAsync)
        {
            Giver = async (_, device, folder) => await LocalProvisioner.StartAsync(device, folder, "Signatures", "thermostat"),
        },
        new("Another process with its credential: `moduleid serve`, which gives the module's keys", "`Provisioning:LocalProvisioner`", EnrollAsync)
        {
            Giver = async (_, device, folder) => await LocalProvisioner.StartAsync(device, folder, "Keys", "thermostat"),
        },
        new("Another process with its credential: the Azure IoT Identity Service", "`Provisioning:IdentityService`", EnrollAsync)
        {
            Giver = async (emulator, _, folder) => await IdentityServiceStandIn.StartAsync(emulator, folder),
        },
        new("Another process with its credential: IoT Edge", "`Provisioning:IotEdge`", EnrollAsync)
        {
            Giver = async (emulator, _, folder) => await IotEdgeStandIn.StartAsync(emulator, folder),
        },
    ];

    private static Task<IReadOnlyDictionary<string, string?>> EnrollAsync(IotEmulator emulator, string folder) =>
        Task.FromResult(emulator.SettingsFor(emulator.Enrollments.AddSymmetricKey(AttestationCase.Device)));
}
