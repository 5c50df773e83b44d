using System.Net;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Live.Tests;

/// <summary>
/// Asks a real hub what no document says. Each test passes whatever the answer is, and prints it as confirmed or refuted: send the lines to the project.
/// </summary>
public sealed class RegistryQuestionTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Question_1_a_device_key_manages_the_devices_own_modules()
    {
        using LiveDevice device = LiveDevice.Require();
        await OpenQuestion.WithModuleAsync(device, async module =>
        {
            LiveAnswer answer = await device.AskAsync(HttpMethod.Get, module, $"/modules/{module.ModuleId}");
            output.Say(1, answer.Status == HttpStatusCode.OK, $"create and read with the device's key; the read answered {(int)answer.Status} {answer.Error}");
        });
    }

    [Fact]
    public async Task Question_2_the_device_host_name_takes_registry_calls()
    {
        using LiveDevice device = LiveDevice.Require();
        await OpenQuestion.WithModuleAsync(device, async module =>
        {
            const string Azure = ".azure-devices.net";
            Assert.SkipUnless(module.HubHostName.EndsWith(Azure, StringComparison.OrdinalIgnoreCase), "This hub has no name in azure-devices.net.");
            string name = module.HubHostName.Contains(".device.", StringComparison.OrdinalIgnoreCase)
                ? module.HubHostName
                : module.HubHostName.Replace(Azure, $".device{Azure}", StringComparison.OrdinalIgnoreCase);
            try
            {
                LiveAnswer answer = await device.AskAsync(HttpMethod.Get, module, $"/modules/{module.ModuleId}", host: name);
                output.Say(2, answer.Status == HttpStatusCode.OK, $"a read at {name} answered {(int)answer.Status} {answer.Error}");
            }
            catch (HttpRequestException exception)
            {
                output.Say(2, false, $"{name} could not be asked: {exception.HttpRequestError}");
            }
        });
    }

    [Fact]
    public async Task Question_3_a_create_shows_the_keys_to_the_device()
    {
        using LiveDevice device = LiveDevice.Require();
        await OpenQuestion.WithModuleAsync(device, async made =>
        {
            string id = OpenQuestion.NewId();
            string body = new JsonObject { ["deviceId"] = made.DeviceId, ["moduleId"] = id }.ToJsonString();
            LiveAnswer answer = await device.AskAsync(HttpMethod.Put, made, $"/modules/{id}", body);
            bool hasKeys = answer.Status == HttpStatusCode.OK && !string.IsNullOrEmpty(
                (string?)JsonNode.Parse(answer.Body)?["authentication"]?["symmetricKey"]?["primaryKey"]);
            output.Say(3, hasKeys, $"the create answered {(int)answer.Status} {answer.Error}; keys {(hasKeys ? "are" : "are not")} in it");
            await device.AskAsync(HttpMethod.Delete, made, $"/modules/{id}");
        });
    }

    [Fact]
    public async Task Question_4_a_device_may_read_its_own_record()
    {
        using LiveDevice device = LiveDevice.Require();
        await OpenQuestion.WithModuleAsync(device, async module =>
        {
            LiveAnswer answer = await device.AskAsync(HttpMethod.Get, module, "");
            output.Say(4, answer.Status == HttpStatusCode.OK, $"GET of the device answered {(int)answer.Status} {answer.Error}");
        });
    }

    [Fact]
    public async Task Question_7_the_51st_module_is_refused_with_413()
    {
        using LiveDevice device = LiveDevice.Require();
        await OpenQuestion.WithModuleAsync(device, async module =>
        {
            List<string> made = [];
            LiveAnswer? last = null;
            for (int i = 0; i < 51 && (i == 0 || last?.Status == HttpStatusCode.OK); i++)
            {
                string id = OpenQuestion.NewId();
                last = await device.AskAsync(
                    HttpMethod.Put, module, $"/modules/{id}", new JsonObject { ["deviceId"] = module.DeviceId, ["moduleId"] = id }.ToJsonString());
                made.Add(id);
            }

            output.Say(7, last!.Status == HttpStatusCode.RequestEntityTooLarge, $"create number {made.Count + 1} answered {(int)last.Status} {last.Error}");
            foreach (string id in made)
            {
                await device.AskAsync(HttpMethod.Delete, module, $"/modules/{id}");
            }
        });
    }

    [Theory]
    [InlineData("2018-06-30")]
    [InlineData("2020-09-30")]
    [InlineData("2021-04-12")]
    [InlineData("2024-03-31")]
    public async Task Question_9_an_api_version_takes_self_signed_modules(string apiVersion)
    {
        using LiveDevice device = LiveDevice.Require();
        await OpenQuestion.WithModuleAsync(device, async module =>
        {
            string id = OpenQuestion.NewId();
            JsonObject wanted = new()
            {
                ["deviceId"] = module.DeviceId,
                ["moduleId"] = id,
                ["authentication"] = new JsonObject
                {
                    ["type"] = "selfSigned",
                    ["x509Thumbprint"] = new JsonObject { ["primaryThumbprint"] = new string('A', 64), ["secondaryThumbprint"] = new string('B', 64) },
                },
            };
            LiveAnswer answer = await device.AskAsync(HttpMethod.Put, module, $"/modules/{id}", wanted.ToJsonString(), apiVersion);
            output.Say(9, answer.Status == HttpStatusCode.OK, $"with api-version {apiVersion} the create answered {(int)answer.Status} {answer.Error}");
            await device.AskAsync(HttpMethod.Delete, module, $"/modules/{id}");
        });
    }
}
