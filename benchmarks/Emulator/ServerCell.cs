using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ModuleIdentities.Emulator;
using MQTTnet.Server;

namespace ModuleIdentities.Benchmarks.Emulator;

/// <summary>
/// A server in a process of its own, so that its memory and its compiled code are its own. It prints one line when it serves, collects its
/// garbage when it is told <c>collect</c>, gives the configuration of a device when it is told its name, and ends with its standard input.
/// </summary>
internal static class ServerCell
{
    public const string Verb = "server-cell";

    /// <summary>The registration id of device <paramref name="number"/>.</summary>
    public static string Device(int number) => $"device-{number.ToString(CultureInfo.InvariantCulture)}";

    /// <param name="args"><c>emulator DEVICES [MQTT-PORT]</c>, <c>broker</c>, or <c>start COUNT</c>.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["emulator", string devices, .. string[] port]:
                await using (IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { MqttPort = port is [string given] ? int.Parse(given, CultureInfo.InvariantCulture) : 0 }))
                {
                    for (int i = 0; i < int.Parse(devices, CultureInfo.InvariantCulture); i++)
                    {
                        emulator.Enrollments.AddSymmetricKey(Device(i), IotEmulator.DevelopmentKey);
                    }

                    Console.WriteLine($"serving {emulator.MqttPort} {emulator.HttpsPort}");
                    await ServeAsync(word => JsonSerializer.Serialize(emulator.SettingsFor(emulator.Enrollments.Find(word)!)));
                }

                return 0;
            case ["broker"]:
                await RunBrokerAsync();
                return 0;
            case ["start", string count]:
                await StartTimes.PrintAsync(int.Parse(count, CultureInfo.InvariantCulture));
                return 0;
            default:
                return 2;
        }
    }

    private static async Task RunBrokerAsync()
    {
        using X509Certificate2 certificate = CreateCertificate();
        int port = FreePorts.Take(1)[0];
        MqttServerFactory factory = new();
        MqttServerOptions options = factory.CreateServerOptionsBuilder()
            .WithEncryptedEndpoint().WithEncryptedEndpointPort(port).WithEncryptedEndpointBoundIPAddress(IPAddress.Loopback)
            .WithEncryptionCertificate(certificate).Build();
        using MqttServer server = factory.CreateMqttServer(options);
        await server.StartAsync();
        Console.WriteLine($"serving {port} 0");
        await ServeAsync();
        await server.StopAsync();
    }

    /// <param name="settings">Gives the configuration of the device that a line names; a broker knows none.</param>
    private static async Task ServeAsync(Func<string, string>? settings = null)
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == "collect")
            {
                GC.Collect(2, GCCollectionMode.Aggressive, true, true);
                Console.WriteLine("collected");
            }
            else if (settings is not null)
            {
                Console.WriteLine(settings(line));
            }
        }
    }

    private static X509Certificate2 CreateCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
