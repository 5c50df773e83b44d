using System.Net;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Live.Tests;

/// <summary>Questions to a real Device Provisioning Service. Each test passes whatever the answer is, and prints it.</summary>
public sealed class ProvisioningQuestionTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Question_6_a_disabled_enrolment_ends_as_disabled_over_MQTT()
    {
        using LiveDevice device = LiveDevice.Require();
        ModuleIdentityOptions options = device.Options(
            ("Provisioning:RegistrationId", device.RequireSetting("Disabled:RegistrationId", "an individual enrolment that is disabled")),
            ("Provisioning:SymmetricKey:PrimaryKey", device.RequireSetting("Disabled:PrimaryKey", "the key of that enrolment")));

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => ModuleProvisioner.ProvisionAsync(options, OpenQuestion.NewId(), TestContext.Current.CancellationToken));

        output.Say(6, exception.Code == ModuleIdentityErrorCode.EnrollmentDisabled, $"the registration ended with {exception.Code}, status {exception.Status}");
    }

    [Fact]
    public void Question_12_a_TPM_over_MQTT() => Assert.Skip("Question 12 needs a device with a TPM.");

    [Theory]
    [InlineData("2026-11-01")]
    [InlineData("2026-11-02-preview")]
    public async Task Question_13_a_later_api_version_is_published(string apiVersion)
    {
        using LiveDevice device = LiveDevice.Require();
        LiveAnswer answer = await device.RegisterAsync(apiVersion: apiVersion);
        output.Say(13, answer.Status == HttpStatusCode.Accepted, $"registering with api-version {apiVersion} answered {(int)answer.Status}");
    }

    [Fact]
    public async Task Question_14_the_first_answer_has_a_registration_state()
    {
        using LiveDevice device = LiveDevice.Require();
        LiveAnswer answer = await device.RegisterAsync();
        bool hasState = answer.Status == HttpStatusCode.Accepted && JsonNode.Parse(answer.Body)?["registrationState"] is not null;
        output.Say(14, hasState, $"the first answer, {(int)answer.Status}, has {(hasState ? "a" : "no")} registrationState");
    }

    [Fact]
    public async Task Question_15_an_unknown_registration_is_told_with_404201()
    {
        using LiveDevice device = LiveDevice.Require();
        LiveAnswer answer = await device.RegisterAsync(OpenQuestion.NewId());
        string? code = JsonNode.Parse(answer.Body)?["errorCode"]?.ToString();
        output.Say(15, code == "404201", $"a registration id that nobody has was answered {(int)answer.Status}, error {code}");
    }
}
