using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class CustomAllocationWebhookTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, """{"iotHubHostName":"127.0.0.2","initialTwin":{"tags":{"site":"x"}},"payload":{"welcome":true}}""", "assigned")]
    [InlineData(200, """{"iotHubHostName":"elsewhere.azure-devices.net"}""", "failed")]
    [InlineData(200, """{"iotHubHostName":7}""", "failed")]
    [InlineData(200, "nonsense", "failed")]
    [InlineData(500, "", "failed")]
    public async Task A_web_hook_that_a_service_client_gave_decides(int status, string answer, string expected)
    {
        TaskCompletionSource<JsonNode> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using WebApplication function = await ServeAsync(async context =>
        {
            asked.TrySetResult((await JsonNode.ParseAsync(context.Request.Body, cancellationToken: Cancellation))!);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(answer, Cancellation);
        });
        string address = function.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { LinkedHubs = ["127.0.0.2"] }, Cancellation);
        using HttpClient http = emulator.Http();
        JsonNode made = (await http.SendAsync(
            "PUT",
            "/enrollments/line-4?api-version=2021-10-01",
            Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: "provisioningserviceowner"),
            $$$"""{"registrationId":"line-4","attestation":{"type":"symmetricKey"},"allocationPolicy":"custom","customAllocationDefinition":{"webhookUrl":"{{{address}}}/allocate","apiVersion":"2021-10-01"}}""")).Body!;
        string token = ProvisioningClient.Token(emulator, "line-4", (string)made["attestation"]!["symmetricKey"]!["primaryKey"]!);

        JsonNode state = (await http.RegisterAsync("line-4", token, """{"payload":{"tenant":7}}""")).Body["registrationState"]!;

        JsonNode question = await asked.Task.WaitAsync(Cancellation);
        Assert.Equal("line-4", (string?)question["deviceRuntimeContext"]!["registrationId"]);
        Assert.Equal(7, (int)question["deviceRuntimeContext"]!["payload"]!["tenant"]!);
        Assert.Equal(["127.0.0.1", "127.0.0.2"], question["linkedHubs"]!.AsArray().Select(hub => (string)hub!));
        Assert.Equal("line-4", (string?)question["individualEnrollment"]!["registrationId"]);
        Assert.Null(question["individualEnrollment"]!["attestation"]!["symmetricKey"]!["primaryKey"]);
        Assert.Equal(expected, (string?)state["status"]);
        Assert.Equal(expected == "failed" ? 400207 : null, (int?)state["errorCode"]);
        Assert.Equal(expected == "assigned" ? true : null, (bool?)state["payload"]?["welcome"]);
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        application.Run(answer);
        await application.StartAsync(Cancellation);
        return application;
    }
}
