namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>Why a registration failed that was answered with 200: the <c>errorCode</c> of its state (protocol 2.4).</summary>
internal enum RegistrationFailure
{
    CustomAllocationFailed = 400207,
    NoHubLinked = 400208,
    HubRefused = 400209,
}
