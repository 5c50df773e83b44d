using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>Where a program can have its key from, without it standing in any file of the program: the quick start in a process of its own.</summary>
public sealed class SecretSourceTests
{
    private const string Key = "ModuleIdentities:Provisioning:SymmetricKey:PrimaryKey";

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-secrets-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("environment")]
    [InlineData("user secrets")]
    [InlineData("file")]
    [InlineData("systemd credential")]
    public async Task A_program_finds_its_key_in(string source)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IConfigurationRoot configuration = emulator.Configure(("UseEmulator", "false"));
        string key = configuration[Key]!;
        Dictionary<string, string> environment = [];
        configuration[Key] = source == "environment" ? key : null;
        switch (source)
        {
            case "user secrets":
                Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps them elsewhere.");
                string secrets = Path.Combine(_folder, ".microsoft", "usersecrets", "module-identities-quickstart");
                Directory.CreateDirectory(secrets);
                await File.WriteAllTextAsync(Path.Combine(secrets, "secrets.json"), $$"""{ "{{Key}}": "{{key}}" }""", Cancellation);
                environment["HOME"] = _folder;
                break;
            case "file":
                configuration["ModuleIdentities:Provisioning:SymmetricKey:KeyPath"] = Path.Combine(_folder, "device-key");
                await File.WriteAllTextAsync(Path.Combine(_folder, "device-key"), key, Cancellation);
                break;
            case "systemd credential":
                // As systemd does for LoadCredential=device-key.
                configuration["ModuleIdentities:Provisioning:SymmetricKey:KeyPath"] = "%CREDENTIALS_DIRECTORY%/device-key";
                environment["CREDENTIALS_DIRECTORY"] = _folder;
                await File.WriteAllTextAsync(Path.Combine(_folder, "device-key"), $"{key}\n", Cancellation);
                break;
        }

        using ChildProgram program = ChildProgram.Start(ChildProgram.QuickStart, configuration, [], environment);
        ProgramEnd end = await program.EndAsync(Cancellation);

        Assert.Equal((0, ""), (end.ExitCode, end.Errors));
        Assert.Contains("Created module modViaDps", end.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_key_of_the_configuration_can_be_a_file_of_its_own()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IConfigurationRoot configuration = emulator.Configure();
        await File.WriteAllTextAsync(Path.Combine(_folder, Key.Replace(":", "__", StringComparison.Ordinal)), $"{configuration[Key]}\n", Cancellation);
        configuration[Key] = null;

        ModuleIdentity identity = await Thermostat.ProvisionAsync(
            emulator.Options(new ConfigurationBuilder().AddConfiguration(configuration).AddKeyPerFile(_folder, optional: true).Build()), Cancellation);

        Assert.Equal(ModuleIdentityOrigin.Created, identity.Origin);
    }
}
