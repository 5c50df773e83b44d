using System.Reflection;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Wire.Http;
using ModuleIdentities.Emulator.Wire.Mqtt;

namespace ModuleIdentities.Emulator.Tests.Fidelity;

/// <summary>The table of <c>docs/fidelity.json</c> is about the emulator as it is.</summary>
public sealed class FidelityTests
{
    private static readonly FidelityTable Table = FidelityTable.Read();

    /// <summary>Every HTTP route, and every kind of message that a client sends, subscribes to or is sent over MQTT.</summary>
    private static IEnumerable<string> Served =>
    [
        .. HttpRoutes.All.Select(route => route.ToString()),
        .. new[] { typeof(HubRequest), typeof(ProvisioningRequest), typeof(Delivery) }.SelectMany(kind => kind.GetNestedTypes().Select(type => $"{kind.Name}.{type.Name}")),
        .. Enum.GetValues<Interests>().Where(interest => interest != Interests.None).Select(interest => $"{nameof(Interests)}.{interest}"),
        nameof(EmulatorOperations.Connect),
        nameof(EmulatorOperations.Subscribe),
        nameof(EmulatorOperations.Telemetry),
    ];

    [Fact]
    public void Every_operation_that_is_served_has_a_row_and_every_row_is_about_one() =>
        Assert.Equal(Served.Order(StringComparer.Ordinal), Table.Operations.SelectMany(row => row.Serves).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_operation_of_faults_and_throttles_is_one_that_is_served() => Assert.Empty(
        Enum.GetValues<EmulatorOperations>().Where(operation => int.IsPow2((int)operation))
            .Except(HttpRoutes.All.Select(route => route.Operation))
            .Except([EmulatorOperations.Connect, EmulatorOperations.Subscribe, EmulatorOperations.MethodReply, EmulatorOperations.DesiredChange, EmulatorOperations.CloudToDevice]));

    [Fact]
    public void Every_row_is_seen_by_a_test_and_every_test_that_it_names_is_there()
    {
        HashSet<string> tests =
        [
            .. typeof(FidelityTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()
                .Where(method => method.GetCustomAttribute<FactAttribute>() is not null).Select(method => $"{type.Name}.{method.Name}")),
        ];
        foreach (FidelityRow row in Table.Operations)
        {
            Assert.Contains(row.Verified, pair => pair.Value.Count > 0);
            foreach ((string client, IReadOnlyList<string> names) in row.Verified)
            {
                Assert.True(Table.Clients.TryGetValue(client, out FidelityClient? known), $"{row.Id} names the client {client}, which the file does not describe.");
                Assert.True(known.IsByHand == (names.Count == 0), $"{row.Id} must name the tests of {client}, unless that is run by hand.");
                Assert.All(names, name => Assert.True(tests.Contains(name) || IsInteropTest(name), $"{row.Id} names {name}, which is no test."));
            }
        }
    }

    [Fact]
    public void Every_belief_names_its_option_or_says_why_there_is_none()
    {
        HashSet<string> options = [.. typeof(AzureAssumptions).GetProperties().Select(property => property.Name)];
        Assert.Equal(options.Order(), Table.Operations.SelectMany(row => row.Believed ?? []).Select(belief => belief.Option).OfType<string>().Distinct().Order());
        foreach (FidelityRow row in Table.Operations)
        {
            Assert.All(row.Believed ?? [], belief =>
            {
                Assert.True(belief.Option is null != belief.Reason is null, $"{row.Id}: '{belief.What}' has an option or a reason.");
                Assert.True(belief.Option is null || options.Contains(belief.Option), $"{row.Id} names {belief.Option}, which is no option.");
            });
        }
    }

    [Fact]
    public void The_page_has_the_table()
    {
        string page = File.ReadAllText(FidelityTable.Page);
        string updated = FidelityPage.Update(page, Table);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(FidelityTable.Page, updated);
            page = updated;
        }

        Assert.True(
            page == updated,
            "docs/emulator.md is older than docs/fidelity.json: UPDATE_DOCS=1 dotnet run --project tests/ModuleIdentities.Emulator.Tests -- -method '*The_page_has_the_table'");
    }

    private static bool IsInteropTest(string name) => name.Split(": ", 2) is [string file, string title]
        && Path.Combine(FidelityTable.Interop, file) is { } path && File.Exists(path)
        && File.ReadAllText(path) is { } text && (text.Contains($"test('{title}'", StringComparison.Ordinal)
            || text.Contains($"test(`{title}`", StringComparison.Ordinal) || text.Contains($"test(\"{title}\"", StringComparison.Ordinal));
}
