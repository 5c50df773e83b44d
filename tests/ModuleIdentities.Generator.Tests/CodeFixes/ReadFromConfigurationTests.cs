using ModuleIdentities.CodeFixes;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.CodeFixes;

public sealed class ReadFromConfigurationTests
{
    [Fact]
    public Task Through_the_configuration_at_hand() => VerifyAsync(
        """
        using Microsoft.Extensions.Configuration;
        using ModuleIdentities;

        class Program(IConfiguration settings)
        {
            void Run(ModuleIdentityOptions options)
            {
                options.Provisioning.SymmetricKey.PrimaryKey = {|MID0033:"KEY"|}; // kept
                options.Provisioning.ConnectionString = "HostName=h.net;" + "DeviceId=d;SharedAccessKey={|MID0033:KEY|}";
            }

            static void Configure(IConfigurationManager configuration) =>
                _ = new ModuleIdentityOptions { Provisioning = { X509 = { Password = {|MID0033:"x"|} } } };
        }
        """,
        """
        using Microsoft.Extensions.Configuration;
        using ModuleIdentities;

        class Program(IConfiguration settings)
        {
            void Run(ModuleIdentityOptions options)
            {
                options.Provisioning.SymmetricKey.PrimaryKey = settings["ModuleIdentities:Provisioning:SymmetricKey:PrimaryKey"]; // kept
                options.Provisioning.ConnectionString = settings["ModuleIdentities:Provisioning:ConnectionString"];
            }

            static void Configure(IConfigurationManager configuration) =>
                _ = new ModuleIdentityOptions { Provisioning = { X509 = { Password = configuration["ModuleIdentities:Provisioning:X509:Password"] } } };
        }
        """);

    [Fact]
    public Task Through_the_environment_otherwise() => VerifyAsync(
        """
        using System;
        using ModuleIdentities;

        static class Program
        {
            static string Hub(string key) => $"HostName=h.net;{|MID0032:SharedAccessKeyName=iothubowner|};SharedAccessKey={key}";

            static void Run(ModuleIdentityOptions options)
            {
                string key = {|MID0033:"KEY"|};
                options.Provisioning.EnrollmentGroup.PrimaryKey = key;
            }
        }
        """,
        """
        using System;
        using ModuleIdentities;

        static class Program
        {
            static string Hub(string key) => Environment.GetEnvironmentVariable("ModuleIdentities__Provisioning__ConnectionString");

            static void Run(ModuleIdentityOptions options)
            {
                string key = Environment.GetEnvironmentVariable("ModuleIdentities__Provisioning__EnrollmentGroup__PrimaryKey");
                options.Provisioning.EnrollmentGroup.PrimaryKey = key;
            }
        }
        """);

    [Fact]
    public Task What_must_be_constant_is_left_to_the_user() => CodeFixTest.VerifyNoFixAsync<ReadFromConfigurationCodeFixProvider>(Fill(
        """
        using System;

        [Obsolete("HostName=h.net;DeviceId=d;SharedAccessKey={|MID0033:KEY|}")]
        static class Program
        {
            const string Device = "HostName=h.net;DeviceId=d;SharedAccessKey={|MID0033:KEY|}";
        }
        """));

    private static Task VerifyAsync(string source, string fixedSource) =>
        CodeFixTest.VerifyAsync<ReadFromConfigurationCodeFixProvider>(Fill(source), fixedSource);

    private static string Fill(string source) => source.Replace("KEY", Secret.Key, StringComparison.Ordinal);
}
