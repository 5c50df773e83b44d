using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Service.Queries;
using ModuleIdentities.Emulator.State;
using ModuleIdentities.Emulator.Wire.Mqtt;

namespace ModuleIdentities.Emulator.Tests.Fuzz;

/// <summary>Texts that are almost right: each is read or refused, and nothing signed is believed once it says something else.</summary>
public sealed class TextFuzzTests
{
    private const string Host = "127.0.0.1";

    private static readonly string[] UserNames =
    [
        "0ne00E00000/registrations/line-4/api-version=2019-03-31&ClientVersion=x%2F1.0", "127.0.0.1/d/?api-version=2021-04-12&DeviceClientType=x%2F1.0",
        "127.0.0.1/d/m/?api-version=2020-09-30&model-id=dtmi%3Acom%3Aexample%3AThing%3B1", "127.0.0.1/d",
    ];

    private static readonly string[] Topics =
    [
        "devices/d/messages/events/%24.ct=application%2Fjson&%24.mid=1&a=b&c=", "devices/d/modules/m/messages/events/", "$iothub/twin/GET/?$rid=1", "$iothub/twin/PATCH/properties/reported/?$rid=2",
        "$iothub/methods/res/200/?$rid=3&x", "$iothub/methods/POST/#", "devices/d/modules/m/inputs/#",
    ];

    private static readonly string[] Queries =
    [
        "SELECT * FROM devices WHERE tags.floor = 2 AND properties.reported.temperature > 21.5", "SELECT deviceId, COUNT() AS n FROM devices.modules GROUP BY moduleId",
        "SELECT * FROM devices WHERE deviceId IN ['a', 'b'] OR NOT IS_DEFINED(tags['x y'])",
    ];

    [Fact]
    public void User_names_topics_and_bags_are_read_or_not()
    {
        HubTopics[] topics = [new(new PrincipalId("d")), new(new PrincipalId("d", "m"))];
        for (int i = 0; i < FuzzRun.Cases(2000); i++)
        {
            Mutator mutator = new(FuzzRun.Seed + i);
            string userName = mutator.Mutate(mutator.Choose(UserNames));
            string topic = mutator.Mutate(mutator.Choose(Topics));
            try
            {
                Assert.Equal(MqttUserName.TryParse(userName, out MqttUserName? read), read is not null);
                _ = HubTopics.ReadRequest(topic);
                foreach (HubTopics own in topics)
                {
                    _ = own.ReadFilter(topic);
                    if (own.IsEvent(topic, out ReadOnlySpan<char> bag))
                    {
                        _ = PropertyBag.Read(bag, default);
                    }
                }
            }
            catch (Exception exception)
            {
                Assert.Fail(FuzzRun.Describe(i, $"{userName} and {topic}: {exception}"));
            }
        }
    }

    [Fact]
    public void Queries_are_understood_or_refused()
    {
        for (int i = 0; i < FuzzRun.Cases(1000); i++)
        {
            Mutator mutator = new(FuzzRun.Seed + i);
            string query = mutator.Mutate(mutator.Choose(Queries));
            try
            {
                _ = QueryParser.Parse(query);
            }
            catch (HubRefusedException refusal)
            {
                Assert.True(refusal.Status == 400, FuzzRun.Describe(i, query));
            }
        }
    }

    [Fact]
    public async Task No_changed_token_opens_the_hub_or_the_provisioning_service()
    {
        using EmulatorRoot root = new(new IotEmulatorOptions(), new MemoryStateStore());
        EmulatedDevices devices = new(root.Hubs[0]);
        string device = Client.KeyOf(await devices.AddAsync("d", TestContext.Current.CancellationToken));
        string module = Client.KeyOf(await devices.AddModuleAsync("d", "m", TestContext.Current.CancellationToken));
        string enrolled = new EmulatedEnrollments(root.Enrollments, root.EnrollmentService, root.Allocator, TimeProvider.System).AddSymmetricKey("line-4").PrimaryKey!;
        AttestationVerifier verifier = new(root.Provisioning.Settings, root.Enrollments, new TpmChallenges(), TimeProvider.System);
        string registration = $"{IotEmulator.DefaultIdScope}/registrations/line-4";
        (string Token, Action<SasToken> Open)[] doors =
        [
            (Client.Token($"{Host}/devices/d", device), token => root.Hubs[0].Authorizer.AdmitConnection(new HubCaller(token), new PrincipalId("d"))),
            (Client.Token($"{Host}/devices/d/modules/m", module), token => root.Hubs[0].Authorizer.AdmitConnection(new HubCaller(token), new PrincipalId("d", "m"))),
            (Client.Token(Host, IotEmulator.DevelopmentKey, keyName: "iothubowner"), token => root.Hubs[0].Authorizer.AdmitService(new HubCaller(token), "devices", HubRights.RegistryRead)),
            (Client.Token(registration, enrolled, keyName: "registration"), token => verifier.Verify(new ProvisioningCaller(IotEmulator.DefaultIdScope, "line-4", token))),
        ];
        foreach ((string right, Action<SasToken> open) in doors)
        {
            Assert.True(SasToken.TryParse(right, out SasToken? original) && Opens(open, original), right);
            for (int i = 0; i < FuzzRun.Cases(1000); i++)
            {
                string forged = new Mutator(FuzzRun.Seed + i).Mutate(right);
                bool isOpen = SasToken.TryParse(forged, out SasToken? token) && Opens(open, token);
                Assert.True(!isOpen || SaysTheSame(forged, right), FuzzRun.Describe(i, $"{forged} was taken for {right}"));
            }
        }
    }

    private static bool Opens(Action<SasToken> open, SasToken token)
    {
        try
        {
            open(token);
            return true;
        }
        catch (Exception exception) when (exception is HubRefusedException or ProvisioningRefusedException)
        {
            return false;
        }
    }

    /// <summary>Whether the signed text, its time, its signature and its policy are the same, however the rest is spelt.</summary>
    private static bool SaysTheSame(string forged, string right) => Fields(forged).SequenceEqual(Fields(right), StringComparer.Ordinal);

    private static IEnumerable<string> Fields(string token) =>
        from field in token["SharedAccessSignature ".Length..].Split('&')
        let parts = field.Split('=', 2)
        let name = parts[0].ToLowerInvariant()
        let value = Uri.UnescapeDataString(parts[^1])
        where name is "sr" or "sig" or "se" || (name == "skn" && value.Length > 0)
        orderby name
        select name switch
        {
            "sr" => parts[1],
            "sig" => Convert.ToHexString(Convert.FromBase64String(value)),
            _ => value.ToLowerInvariant(),
        };
}
