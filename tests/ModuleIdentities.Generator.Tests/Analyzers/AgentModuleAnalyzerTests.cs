using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class AgentModuleAnalyzerTests
{
    private const string Defender = "the Microsoft Defender for IoT micro agent";

    [Fact]
    public Task Class_that_is_only_provisioned_is_right() => AnalyzerTest.VerifyAsync(
        """
        [ModuleIdentity("DefenderIotMicroAgent")] partial class Agent;
        static class Program { static Task RunAsync(ModuleIdentityOptions options) => Agent.ProvisionAsync(options); }
        """);

    [Fact]
    public Task Class_that_sends() => AnalyzerTest.VerifyAsync(
        """[ModuleIdentity({|MID0031:"DefenderIotMicroAgent"|})] partial class Agent { [Telemetry] public partial Task SendAsync(CancellationToken token); }""",
        Message("DefenderIotMicroAgent", Defender, "Agent"));

    [Fact]
    public Task Class_that_is_connected() => AnalyzerTest.VerifyAsync(
        """
        [ModuleIdentity({|MID0031:Name|})] partial class Updater { const string Name = "IoTHub" + "DeviceUpdate"; }
        [ModuleIdentity("osconfig")] partial class Other;
        static class Program { static Task RunAsync(ModuleIdentityOptions options) => Updater.ConnectAsync(options); }
        """,
        Message("IoTHubDeviceUpdate", "the Device Update agent", "Updater"));

    [Fact]
    public Task Every_class_when_all_are_registered() => AnalyzerTest.VerifyAsync(
        """
        [ModuleIdentity({|MID0031:"osconfig"|})] partial class Agent;
        [ModuleIdentity("OSConfig")] partial class OfAnotherName;
        static class Program { static void Run(Microsoft.Extensions.Hosting.IHostApplicationBuilder builder) => builder.AddModuleIdentities(); }
        """,
        Message("osconfig", "the Azure OSConfig agent", "Agent"));

    [Fact]
    public Task Methods_of_the_same_names_elsewhere_connect_nothing() => AnalyzerTest.VerifyAsync(
        """
        [ModuleIdentity("osconfig")] partial class Agent;
        static class Program { static void AddModuleIdentities() { } static void ConnectAsync() { AddModuleIdentities(); ConnectAsync(); } }
        """);

    private static string Message(string moduleId, string agent, string type) =>
        $"Module id \"{moduleId}\" belongs to {agent}, whose connection and that of '{type}' would end each other; "
        + $"give '{type}' a module of its own, or call only its ProvisionAsync";
}
