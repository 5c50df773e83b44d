using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Live.Tests;

/// <summary>
/// Asks a real hub what no document says. Each test passes whatever the answer is, and prints it as confirmed or refuted: send the lines to the project.
/// </summary>
public sealed class OpenQuestionTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Question_1_a_device_key_manages_the_devices_own_modules()
    {
        using LiveDevice device = LiveDevice.Require();
        await WithModuleAsync(device, async module =>
        {
            (HttpStatusCode status, string? error, _) = await device.AskAsync(HttpMethod.Get, module, $"/modules/{module.ModuleId}");
            Say(1, status == HttpStatusCode.OK, $"create and read with the device's key; the read answered {(int)status} {error}");
        });
    }

    [Fact]
    public async Task Question_2_the_device_host_name_takes_registry_calls()
    {
        using LiveDevice device = LiveDevice.Require();
        await WithModuleAsync(device, module =>
        {
            bool isDeviceName = module.HubHostName.Contains(".device.", StringComparison.OrdinalIgnoreCase);
            Say(2, isDeviceName, isDeviceName ? "a module was made at the .device. name" : "not asked: this device was assigned the classic name");
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Question_3_a_create_shows_the_keys_to_the_device()
    {
        using LiveDevice device = LiveDevice.Require();
        await WithModuleAsync(device, async made =>
        {
            string id = NewId();
            string body = new JsonObject { ["deviceId"] = made.DeviceId, ["moduleId"] = id }.ToJsonString();
            (HttpStatusCode status, string? error, string answer) = await device.AskAsync(HttpMethod.Put, made, $"/modules/{id}", body);
            bool hasKeys = status == HttpStatusCode.OK && !string.IsNullOrEmpty(
                (string?)JsonNode.Parse(answer)?["authentication"]?["symmetricKey"]?["primaryKey"]);
            Say(3, hasKeys, $"the create answered {(int)status} {error}; keys {(hasKeys ? "are" : "are not")} in it");
            await device.AskAsync(HttpMethod.Delete, made, $"/modules/{id}");
        });
    }

    [Fact]
    public async Task Question_4_a_device_may_read_its_own_record()
    {
        using LiveDevice device = LiveDevice.Require();
        await WithModuleAsync(device, async module =>
        {
            (HttpStatusCode status, string? error, _) = await device.AskAsync(HttpMethod.Get, module, "");
            Say(4, status == HttpStatusCode.OK, $"GET of the device answered {(int)status} {error}");
        });
    }

    [Fact]
    public async Task Question_5_a_wrong_key_is_refused_with_CONNACK_5()
    {
        using LiveDevice device = LiveDevice.Require();
        await WithModuleAsync(device, async module =>
        {
            string wrong = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
            ModuleIdentityOptions options = device.Options();
            options.Provisioning = new ProvisioningOptions
            {
                ConnectionString = $"HostName={module.HubHostName};DeviceId={module.DeviceId};ModuleId={module.ModuleId};SharedAccessKey={wrong}",
                Timeout = TimeSpan.FromSeconds(30),
            };
            await using ModuleClient client = new(module.ModuleId);
            ModuleIdentityException refusal = await Assert.ThrowsAsync<ModuleIdentityException>(() => client.ConnectAsync(options, Cancellation));
            Say(5, refusal.Message.Contains("NotAuthorized", StringComparison.Ordinal), refusal.Message);
        });
    }

    [Fact]
    public async Task Question_7_the_51st_module_is_refused_with_413()
    {
        using LiveDevice device = LiveDevice.Require();
        await WithModuleAsync(device, async module =>
        {
            List<string> made = [];
            (HttpStatusCode Status, string? Error, string Body) last = default;
            for (int i = 0; i < 51 && (i == 0 || last.Status == HttpStatusCode.OK); i++)
            {
                string id = NewId();
                last = await device.AskAsync(
                    HttpMethod.Put, module, $"/modules/{id}", new JsonObject { ["deviceId"] = module.DeviceId, ["moduleId"] = id }.ToJsonString());
                made.Add(id);
            }

            Say(7, last.Status == HttpStatusCode.RequestEntityTooLarge, $"create number {made.Count + 1} answered {(int)last.Status} {last.Error}");
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
        await WithModuleAsync(device, async module =>
        {
            string id = NewId();
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
            (HttpStatusCode status, string? error, _) = await device.AskAsync(HttpMethod.Put, module, $"/modules/{id}", wanted.ToJsonString(), apiVersion);
            Say(9, status == HttpStatusCode.OK, $"with api-version {apiVersion} the create answered {(int)status} {error}");
            await device.AskAsync(HttpMethod.Delete, module, $"/modules/{id}");
        });
    }

    private static string NewId() => $"live-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    private static async Task WithModuleAsync(LiveDevice device, Func<ModuleIdentity, Task> ask)
    {
        device.RequireKey();
        ModuleIdentity module = await ModuleProvisioner.ProvisionAsync(device.Options(), NewId(), Cancellation);
        try
        {
            await ask(module);
        }
        finally
        {
            await device.DeleteAsync(module);
        }
    }

    private void Say(int question, bool isConfirmed, string what) =>
        output.WriteLine($"Question {question}: {(isConfirmed ? "confirmed" : "refuted")}: {what}");
}
