using ModuleIdentities.Emulator;

namespace ModuleIdentities.Cli.Tests;

/// <summary><c>hub device|module|enrollment|enrollment-group list|show|create|delete</c>: the article's first way, in the back office.</summary>
public sealed class HubTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_and_its_module_are_made_and_the_module_sends_with_the_connection_string_that_was_written()
    {
        await using Bench bench = await OfficeAsync();
        string file = Path.Combine(bench.Folder, "thermostat.txt");

        ToolRun device = await bench.RunAsync(["hub", "device", "create", "line-5", "--json"]);
        ToolRun module = await bench.RunAsync(["hub", "module", "create", "line-5", "thermostat", "--out", file]);
        ToolRun again = await bench.RunAsync(["hub", "module", "create", "line-5", "thermostat", "--json"]);

        Assert.True(device.ExitCode == 0, device.Error);
        Assert.True((bool)device.Json["isCreated"]!);
        Assert.Equal(("device", "line-5", "enabled", "sas"), (Text(device, "kind"), Text(device, "id"), Text(device, "status"), Text(device, "authentication")));
        Assert.True(module.ExitCode == 0, module.Error);
        Assert.Contains("origin: created", module.Output, StringComparison.Ordinal);
        Assert.Equal((0, false), (again.ExitCode, (bool)again.Json["isCreated"]!));
        Assert.Equal(bench.Emulator.Devices["line-5", "thermostat"].KeyFingerprint, Text(again, "primaryFingerprint"));
        Assert.Equal($"{Environment.UserName} 600", await Bench.OwnerAndModeAsync(file));
        Assert.Equal($"{bench.Emulator.Devices.ConnectionString("line-5", "thermostat")}\n", await File.ReadAllTextAsync(file, Cancellation));

        bench.Environment.Remove("IOTHUB_CONNECTION_STRING");
        ToolRun sent = await bench.RunAsync(["send", "thermostat", "--body", "1", "--connection-string-file", file]);
        Assert.True(sent.ExitCode == 0, sent.Error);
        Assert.Equal("thermostat", (await bench.Emulator.Messages.FirstAsync(cancellationToken: Cancellation)).ModuleId);
    }

    [Fact]
    public async Task Devices_and_modules_are_listed_shown_and_deleted()
    {
        await using Bench bench = await OfficeAsync();
        foreach (int number in Enumerable.Range(1, 130))
        {
            await bench.Emulator.Devices.AddAsync($"line-{number:000}", Cancellation);
        }

        await bench.RunAsync(["hub", "module", "create", "line-001", "thermostat"]);

        ToolRun devices = await bench.RunAsync(["hub", "device", "list"]);
        ToolRun modules = await bench.RunAsync(["hub", "module", "list", "line-001", "--json"]);
        ToolRun shown = await bench.RunAsync(["hub", "device", "show", "line-001"]);
        Assert.Equal(130, devices.Output.Trim().Split(Environment.NewLine).Length);
        Assert.StartsWith("line-001\tline-001\tenabled\tsas\tno", devices.Output, StringComparison.Ordinal);
        Assert.Equal("thermostat", (string)modules.Json["records"]![0]!["id"]!);
        Assert.Contains("connected: no", shown.Output, StringComparison.Ordinal);
        Assert.Contains("primary key: ", shown.Output, StringComparison.Ordinal);

        ToolRun unasked = await bench.RunAsync(["hub", "device", "delete", "line-001"]);
        ToolRun module = await bench.RunAsync(["hub", "module", "delete", "line-001", "thermostat", "--yes"]);
        ToolRun device = await bench.RunAsync(["hub", "device", "delete", "line-001", "--yes", "--json"]);
        ToolRun gone = await bench.RunAsync(["hub", "device", "delete", "line-001", "--yes", "--json"]);
        ToolRun missing = await bench.RunAsync(["hub", "device", "show", "line-001", "--json"]);
        Assert.Equal((2, 0, 0, 3, 3), (unasked.ExitCode, module.ExitCode, device.ExitCode, gone.ExitCode, missing.ExitCode));
        Assert.Equal((true, false), ((bool)device.Json["isDeleted"]!, (bool)gone.Json["isDeleted"]!));
        Assert.Equal("NotFound", (string)missing.JsonError["code"]!);
        Assert.Equal(129, bench.Emulator.Devices.List().Count);
    }

    [Theory]
    [InlineData("enrollment", "line-5")]
    [InlineData("enrollment-group", "fleet")]
    public async Task Enrolments_are_made_and_a_device_registers_with_the_key_that_was_written(string kind, string id)
    {
        await using Bench bench = await OfficeAsync();
        string file = Path.Combine(bench.Folder, "enrolment.key");

        ToolRun created = await bench.RunAsync(["hub", kind, "create", id, "--out", file, "--json"]);
        ToolRun again = await bench.RunAsync(["hub", kind, "create", id]);
        ToolRun list = await bench.RunAsync(["hub", kind, "list", "--json"]);
        ToolRun shown = await bench.RunAsync(["hub", kind, "show", id, "--json"]);

        Assert.True(created.ExitCode == 0, created.Error);
        string key = bench.Secret((await File.ReadAllTextAsync(file, Cancellation)).Trim());
        Assert.Equal($"{Environment.UserName} 600", await Bench.OwnerAndModeAsync(file));
        Assert.True((bool)created.Json["isCreated"]!);
        Assert.Contains("origin: existing", again.Output, StringComparison.Ordinal);
        Assert.Contains(id, list.Json["records"]!.AsArray().Select(record => (string)record!["id"]!));
        Assert.Equal((Text(created, "primaryFingerprint"), "symmetricKey"), (Text(shown, "primaryFingerprint"), Text(shown, "authentication")));
        Assert.DoesNotContain(key, created.Output + again.Output + list.Output + shown.Output, StringComparison.Ordinal);

        bench.Environment["ModuleIdentities__Provisioning__IdScope"] = bench.Emulator.IdScope;
        bench.Environment["ModuleIdentities__Provisioning__GlobalEndpoint"] = bench.Emulator.HostName;
        bench.Environment["ModuleIdentities__Provisioning__RegistrationId"] = "line-5";
        bench.Environment[$"ModuleIdentities__Provisioning__{(kind == "enrollment" ? "SymmetricKey" : "EnrollmentGroup")}__KeyPath"] = file;
        ToolRun refused = await bench.RunAsync(["hub", kind, "list", "--json"]);
        Assert.Equal((2, "DeviceCredentialConfigured"), (refused.ExitCode, (string)refused.JsonError["code"]!));
        ToolRun provisioned = await bench.RunAsync(["provision", "thermostat"]);
        Assert.True(provisioned.ExitCode == 0, provisioned.Error);

        bench.Environment.Remove($"ModuleIdentities__Provisioning__{(kind == "enrollment" ? "SymmetricKey" : "EnrollmentGroup")}__KeyPath");
        ToolRun deleted = await bench.RunAsync(["hub", kind, "delete", id, "--yes"]);
        Assert.Equal(0, deleted.ExitCode);
        Assert.Equal(3, (await bench.RunAsync(["hub", kind, "show", id])).ExitCode);
    }

    [Fact]
    public async Task What_exists_keeps_its_keys()
    {
        await using Bench bench = await OfficeAsync();
        string before = bench.Emulator.Enrollments.Find(Bench.Device)!.PrimaryKey!;

        ToolRun run = await bench.RunAsync(["hub", "enrollment", "create", Bench.Device, "--json"]);

        Assert.Equal((0, false), (run.ExitCode, (bool)run.Json["isCreated"]!));
        Assert.Equal(before, bench.Emulator.Enrollments.Find(Bench.Device)!.PrimaryKey);
    }

    [Fact]
    public async Task The_exit_code_says_what_the_caller_can_do()
    {
        await using Bench bench = await OfficeAsync();
        ToolRun noDevice = await bench.RunAsync(["hub", "module", "create", "nobody", "thermostat", "--json"]);
        using (bench.Emulator.Faults.Add(Fault.Refuse(429) with { Operations = EmulatorOperations.GetDevice }))
        {
            Assert.Equal(5, (await bench.RunAsync(["hub", "device", "show", "line-5"])).ExitCode);
        }

        string policy = bench.Environment["IOTHUB_CONNECTION_STRING"]!;
        bench.Environment["IOTHUB_CONNECTION_STRING"] = bench.Emulator.Devices.ConnectionString(await DeviceAsync(bench));
        ToolRun device = await bench.RunAsync(["hub", "device", "list", "--json"]);
        bench.Environment["IOTHUB_CONNECTION_STRING"] = "nonsense";
        ToolRun nonsense = await bench.RunAsync(["hub", "device", "list"]);
        bench.Environment["IOTHUB_CONNECTION_STRING"] = null;
        ToolRun none = await bench.RunAsync(["hub", "device", "list", "--json"]);
        bench.Emulator.Hubs[0].Policies.RegenerateKeys("iothubowner");
        bench.Environment["IOTHUB_CONNECTION_STRING"] = policy;
        ToolRun refused = await bench.RunAsync(["hub", "device", "list", "--json"]);

        // A hub says 401 about the modules of a device that it does not have.
        Assert.Equal(4, noDevice.ExitCode);
        Assert.Contains("nobody", (string)noDevice.JsonError["message"]!, StringComparison.Ordinal);
        Assert.Equal((2, "InvalidConfiguration"), (device.ExitCode, (string)device.JsonError["code"]!));
        Assert.Contains("moduleid provision", (string)device.JsonError["message"]!, StringComparison.Ordinal);
        Assert.Equal(2, nonsense.ExitCode);
        Assert.Equal((2, "NoServiceCredential"), (none.ExitCode, (string)none.JsonError["code"]!));
        Assert.Equal((4, "CredentialRefused"), (refused.ExitCode, (string)refused.JsonError["code"]!));
    }

    private static string? Text(ToolRun run, string member) => (string?)run.Json["record"]![member];

    private static async Task<string> DeviceAsync(Bench bench)
    {
        await bench.Emulator.Devices.AddAsync("line-6", Cancellation);
        return "line-6";
    }

    /// <summary>A machine of the back office: it has the connection strings of services, and no device's credential.</summary>
    private static async Task<Bench> OfficeAsync()
    {
        Bench bench = await Bench.StartAsync();
        bench.BeOffice();
        return bench;
    }
}
