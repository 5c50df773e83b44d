using System.Reflection;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection.Faults;

/// <summary>Every kind of fault that a connection over MQTT can meet.</summary>
internal static class FaultCatalogue
{
    /// <summary>
    /// Asked for by a message of Microsoft's own end-to-end tests (<c>AzIoTHub_FaultOperationType</c>). The kinds of AMQP are not among them: the
    /// emulator answers each with a lost connection, as it does <see cref="KillTcp"/>.
    /// </summary>
    public const string KillTcp = nameof(KillTcp);

    /// <inheritdoc cref="KillTcp"/>
    public const string ShutDownMqtt = nameof(ShutDownMqtt);

    /// <inheritdoc cref="KillTcp"/>
    public const string InvokeThrottling = nameof(InvokeThrottling);

    /// <inheritdoc cref="KillTcp"/>
    public const string InvokeMaxMessageQuota = nameof(InvokeMaxMessageQuota);

    /// <inheritdoc cref="KillTcp"/>
    public const string InvokeAuthError = nameof(InvokeAuthError);

    /// <summary>Somebody deletes the module in the registry while it is connected.</summary>
    public const string ModuleDeleted = nameof(ModuleDeleted);

    /// <summary>Somebody disables the device while its module is connected.</summary>
    public const string DeviceDisabled = nameof(DeviceDisabled);

    /// <summary>Somebody gives the module new keys while it is connected.</summary>
    public const string KeysRegenerated = nameof(KeysRegenerated);

    /// <summary>The device is assigned to another hub while its module is connected.</summary>
    public const string MovedToAnotherHub = nameof(MovedToAnotherHub);

    /// <summary>The token of the connection is due.</summary>
    public const string TokenDue = nameof(TokenDue);

    /// <summary>The clock is behind, so that a token ends in the hub's past.</summary>
    public const string ClockBehind = nameof(ClockBehind);

    /// <summary>Somebody else connects with the same identity.</summary>
    public const string TakenOver = nameof(TakenOver);

    /// <summary>The hub's process dies and comes back.</summary>
    public const string HubRestarts = nameof(HubRestarts);

    /// <summary>Faults that can meet only HTTPS requests or a registration: the tests of provisioning and of the registry are about them.</summary>
    private static readonly string[] NotOfMqtt =
    [
        nameof(Fault.LoseAnswer), nameof(Fault.TruncateAnswer), nameof(Fault.SlowAnswer), nameof(Fault.HideNewIdentities),
        nameof(Fault.KeepAssigning), nameof(Fault.FailRegistration), nameof(Fault.DisableRegistration), nameof(Fault.AssignElsewhere),
    ];

    /// <summary>All of the above, and whatever fault the emulator can make.</summary>
    public static IEnumerable<string> Kinds => typeof(FaultCatalogue)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(constant => constant.IsLiteral)
        .Select(constant => (string)constant.GetRawConstantValue()!)
        .Concat(OfEmulator.Except(NotOfMqtt));

    private static IEnumerable<string> OfEmulator => typeof(Fault)
        .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(method => method.ReturnType == typeof(Fault))
        .Select(method => method.Name)
        .Distinct();
}
