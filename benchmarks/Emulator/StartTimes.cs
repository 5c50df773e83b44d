using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Benchmarks.Emulator;

/// <summary>From <see cref="IotEmulator.StartAsync"/> to the first registration that DPS accepts, embedded, as a test pays for it.</summary>
internal static class StartTimes
{
    /// <summary>Prints one time in milliseconds for each start, the first of them in a process that has not run any of it before; then the bytes that stay.</summary>
    public static async Task PrintAsync(int count)
    {
        long before = Environment.WorkingSet;
        List<IotEmulator> running = [];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            IotEmulator emulator = await IotEmulator.StartAsync();
            emulator.Enrollments.AddSymmetricKey("first", IotEmulator.DevelopmentKey);
            await RegisterAsync(emulator);
            running.Add(emulator);
            Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        }

        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        Console.WriteLine((Environment.WorkingSet - before).ToString(CultureInfo.InvariantCulture));
        foreach (IotEmulator emulator in running)
        {
            await emulator.DisposeAsync();
        }
    }

    private static async Task RegisterAsync(IotEmulator emulator)
    {
        using HttpClient http = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true } });
        string sr = Uri.EscapeDataString($"{emulator.IdScope}/registrations/first");
        long se = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
        byte[] signature = HMACSHA256.HashData(Convert.FromBase64String(IotEmulator.DevelopmentKey), Encoding.UTF8.GetBytes($"{sr}\n{se}"));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "SharedAccessSignature", $"sr={sr}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={se}&skn=registration");
        string address = $"https://127.0.0.1:{emulator.HttpsPort}/{emulator.IdScope}/registrations/first";
        using StringContent body = new("""{"registrationId":"first"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage accepted = await http.PutAsync($"{address}/register?api-version=2019-03-31", body);
        JsonElement operation = JsonElement.Parse(await accepted.Content.ReadAsByteArrayAsync());
        byte[] answer = await http.GetByteArrayAsync($"{address}/operations/{operation.GetProperty("operationId").GetString()}?api-version=2019-03-31");
        if (JsonElement.Parse(answer).GetProperty("status").GetString() != "assigned")
        {
            throw new InvalidOperationException("The registration was not assigned at once.");
        }
    }
}
