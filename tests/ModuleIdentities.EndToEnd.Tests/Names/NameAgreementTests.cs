using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Connection;

namespace ModuleIdentities.EndToEnd.Tests.Names;

/// <summary>
/// Any string is either refused by the analyzer, while the developer types it, or taken by the hub. Where the analyzer is the stricter of the two, the
/// reason is here.
/// </summary>
public sealed class NameAgreementTests
{
    private const int Samples = 250;
    private const int ModulesOfADevice = 40;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Module_id_is_refused_by_the_analyzer_or_taken_by_the_registry()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using ServiceSide service = new(emulator);
        string[] names = [.. AnyName.Sample(Samples).Distinct()];
        bool[] accepted = await AnalyzerVerdict.AcceptsAsync(
            names, static (name, index) => $"[ModuleIdentity({name})] public partial class Module{index};", Cancellation);

        bool[] taken = new bool[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            string device = $"device{i / ModulesOfADevice}";
            if (i % ModulesOfADevice == 0)
            {
                await emulator.Devices.AddAsync(device, Cancellation);
            }

            taken[i] = await service.TryCreateModuleAsync(device, names[i], Cancellation);
        }

        // MQTT has no topic with the first two, a connection string no field with the third.
        AssertAgreement(names, accepted, taken, isOurRule: static name => name.AsSpan().ContainsAny("+#;") || name.StartsWith('$'));
    }

    [Fact]
    public async Task Property_name_is_refused_by_the_analyzer_or_taken_by_the_twin()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(), Cancellation);
        string[] names = [.. AnyName.Sample(Samples).Distinct()];
        bool[] accepted = await AnalyzerVerdict.AcceptsAsync(
            names,
            static (name, index) => $"[ModuleIdentity(\"m{index}\")] public partial class Module{index} {{ [DesiredProperty({name})] void On(int value) {{ }} }}",
            Cancellation);

        bool[] taken = new bool[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            taken[i] = await TryReportAsync(emulator, pump, names[i]);
        }

        AssertAgreement(names, accepted, taken, isOurRule: static _ => false);
    }

    [Fact]
    public async Task Method_name_is_refused_by_the_analyzer_or_called_by_the_hub()
    {
        string[] names = [.. AnyName.Sample(Samples).Distinct()];
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using CalledModule module = await ModuleClient.ConnectAsync(new CalledModule(names), emulator.Enroll(), Cancellation);
        bool[] accepted = await AnalyzerVerdict.AcceptsAsync(
            names,
            static (name, index) => $"[ModuleIdentity(\"m{index}\")] public partial class Module{index} {{ [DirectMethod({name})] void On() {{ }} }}",
            Cancellation);

        bool[] called = new bool[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            called[i] = await TryCallAsync(emulator.Devices[Emulated.RegistrationId, CalledModule.Id], names[i]);
        }

        // A command of a component is called so; the class says the component apart.
        AssertAgreement(names, accepted, called, isOurRule: static name => name.Contains('*', StringComparison.Ordinal));
    }

    private static void AssertAgreement(string[] names, bool[] accepted, bool[] taken, Func<string, bool> isOurRule)
    {
        Assert.Contains(true, accepted);
        Assert.Contains(false, accepted);
        string[] disagreements =
        [
            .. Enumerable.Range(0, names.Length)
                .Where(i => isOurRule(names[i]) ? accepted[i] : accepted[i] != taken[i])
                .Select(i => $"{SymbolDisplay.FormatLiteral(names[i], quote: true)}: analyzer {accepted[i]}, emulator {taken[i]}"),
        ];
        Assert.True(disagreements.Length == 0, string.Join("\n", disagreements));
    }

    private static async Task<bool> TryReportAsync(IotEmulator emulator, Pump pump, string name)
    {
        try
        {
            await pump.ModuleClient.ReportPropertiesAsync(name, static (json, property) => json.WriteNumber(property, 1), cancellationToken: Cancellation);
        }
        catch (Exception exception) when (exception is ModuleIdentityException or ArgumentException)
        {
            return false;
        }

        bool isThere = emulator.Devices[Emulated.RegistrationId, "pump"].Twin.Get().Reported.ContainsKey(name);
        if (isThere)
        {
            // A twin is too small for all of them.
            await pump.ModuleClient.ReportPropertiesAsync(name, static (json, property) => json.WriteNull(property), cancellationToken: Cancellation);
        }

        return isThere;
    }

    private static async Task<bool> TryCallAsync(EmulatedModule module, string name)
    {
        try
        {
            return (await module.InvokeMethodAsync(name, cancellationToken: Cancellation)).Status == 200;
        }
        catch (Exception exception) when (exception is HubRefusedException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A module that can be called by every name.</summary>
    private sealed class CalledModule(IEnumerable<string> names) : IModule
    {
        public const string Id = "called";

        public ModuleClient ModuleClient { get; } = new(names.Aggregate(
            new ModuleDefinition<CalledModule>(Id), static (definition, name) => definition.WithDirectMethod(name, static (_, _) => Answer.Done)));

        public ValueTask DisposeAsync() => ModuleClient.DisposeAsync();
    }
}
