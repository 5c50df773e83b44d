using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class ProvisioningTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_of_a_group_registers_with_the_key_derived_for_it_and_no_other()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        EnrollmentGroup group = emulator.Enrollments.AddGroup("fleet");
        using HttpClient http = emulator.Http();

        (int status, JsonNode body) = await http.RegisterAsync("line-4", ProvisioningClient.Token(emulator, "line-4", group.DeriveKey("line-4")));
        int withOthers = (await http.RegisterAsync("line-5", ProvisioningClient.Token(emulator, "line-5", group.DeriveKey("line-4")))).Status;
        int withGroups = (await http.RegisterAsync("line-6", ProvisioningClient.Token(emulator, "line-6", group.PrimaryKey!))).Status;

        Assert.Equal((200, "assigned", "line-4"), (status, (string?)body["status"], (string?)body["registrationState"]!["deviceId"]));
        Assert.Equal("fleet", (string?)body["registrationState"]!["symmetricKey"]!["enrollmentGroupId"]);
        Assert.Equal((401, 401), (withOthers, withGroups));
        Assert.Equal(["line-4"], emulator.Devices.List());
    }

    [Fact]
    public async Task The_derived_key_is_that_of_the_published_example()
    {
        // The sample of the service's documentation on symmetric key groups.
        const string GroupKey = "8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==";
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        Assert.Equal(
            "Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=",
            emulator.Enrollments.AddGroup("docs", GroupKey).DeriveKey("sn-007-888-abc-mac-a1-b2-c3-d4-e5-f6"));
    }

    [Fact]
    public async Task Each_hub_has_devices_of_its_own_and_a_device_moves_with_its_enrolment()
    {
        IotEmulatorOptions options = new() { LinkedHubs = ["127.0.0.2"] };
        await using IotEmulator emulator = await IotEmulator.StartAsync(options, Cancellation);
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey("line-4");
        using HttpClient http = emulator.Http();
        string token = ProvisioningClient.Token(emulator, "line-4", enrollment.PrimaryKey!);

        emulator.Enrollments.MoveTo("line-4", "127.0.0.2");
        JsonNode first = (await http.RegisterAsync("line-4", token)).Body["registrationState"]!;
        emulator.Enrollments.MoveTo("line-4", "127.0.0.1");
        JsonNode second = (await http.RegisterAsync("line-4", token)).Body["registrationState"]!;

        Assert.Equal(("127.0.0.2", "initialAssignment"), ((string?)first["assignedHub"], (string?)first["substatus"]));
        Assert.Equal(("127.0.0.1", "deviceDataMigrated"), ((string?)second["assignedHub"], (string?)second["substatus"]));
        Assert.Equal(["line-4"], emulator.Hubs["127.0.0.1"].Devices.List());
        Assert.Empty(emulator.Hubs["127.0.0.2"].Devices.List());
    }
}
