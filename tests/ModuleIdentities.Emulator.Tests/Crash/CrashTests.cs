using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.State;
using MQTTnet;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Tests.Crash;

/// <summary>
/// Clients write identities, twins and telemetry while the emulator is killed and started again, 5 times or as often as <c>CRASH_KILLS</c> says.
/// </summary>
public sealed class CrashTests
{
    private const string Version = "api-version=2021-04-12";
    private const string Device = "crash";

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-crash-").FullName;
    private readonly Acknowledged _acknowledged = new();
    private readonly Random _random = new();
    private string _key = "";
    private int _next;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_acknowledged_is_missing_after_the_process_was_killed()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable("CRASH_KILLS"), CultureInfo.InvariantCulture, out int wanted) ? wanted : 5;
        for (int i = 0; i <= kills; i++)
        {
            await using EmulatorProcess emulator = await EmulatorProcess.StartAsync(_folder, Cancellation);
            await PrepareAsync(emulator);
            await VerifyAsync(emulator);
            if (i == kills)
            {
                break;
            }

            // Killed in the middle of writes: after some acknowledgements, at no moment that the emulator could know of.
            Task enough = _acknowledged.MoreAsync(1 + _random.Next(60));
            Task[] writers = [WriteModulesAsync(emulator), WriteDesiredAsync(emulator), WriteReportedAsync(emulator), SendAsync(emulator)];
            await enough.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            await emulator.KillAsync(Cancellation);
            await Task.WhenAll(writers);
        }

        await VerifyMessagesAsync();
        TestContext.Current.SendDiagnosticMessage(
            $"{kills} kills; acknowledged and found: {_acknowledged.Modules.Count} modules, {_acknowledged.Messages.Count} messages, twins up to {string.Join(", ", _acknowledged.Twins.Values)}.");
    }

    private async Task PrepareAsync(EmulatorProcess emulator)
    {
        if (_key.Length == 0)
        {
            (HttpStatusCode _, JsonNode? device) = await CallAsync(emulator, HttpMethod.Put, $"/devices/{Device}", $$"""{"deviceId":"{{Device}}"}""", null);
            _key = (string)device!["authentication"]!["symmetricKey"]!["primaryKey"]!;
        }
    }

    /// <summary>One module after the other is made; half of them are changed.</summary>
    private Task WriteModulesAsync(EmulatorProcess emulator) => UntilKilledAsync(async () =>
    {
        int number = Interlocked.Increment(ref _next);

        // A device has room for 50.
        string device = $"{Device}-{number / 40}";
        string body = $$"""{"deviceId":"{{device}}","moduleId":"m{{number}}"}""";
        await CallAsync(emulator, HttpMethod.Put, $"/devices/{device}", $$"""{"deviceId":"{{device}}"}""", null);
        (HttpStatusCode status, JsonNode? module) = await CallAsync(emulator, HttpMethod.Put, $"/devices/{device}/modules/m{number}", body, null);
        Assert.Equal(HttpStatusCode.OK, status);
        _acknowledged.Modules[$"{device}/modules/m{number}"] = (string)module!["etag"]!;
        _acknowledged.Count();
        if (number % 2 == 0)
        {
            // Not in the list while the answer is out: either etag would do.
            _acknowledged.Modules.TryRemove($"{device}/modules/m{number}", out _);
            (_, module) = await CallAsync(emulator, HttpMethod.Put, $"/devices/{device}/modules/m{number}", body, "*");
            _acknowledged.Modules[$"{device}/modules/m{number}"] = (string)module!["etag"]!;
            _acknowledged.Count();
        }
    });

    private Task WriteDesiredAsync(EmulatorProcess emulator) => UntilKilledAsync(async () =>
    {
        int number = Interlocked.Increment(ref _next);
        (HttpStatusCode status, _) = await CallAsync(
            emulator, HttpMethod.Patch, $"/twins/{Device}", $$"""{ "tags": { "number": {{number}} }, "properties": { "desired": { "number": {{number}} } } }""", null);
        Assert.Equal(HttpStatusCode.OK, status);
        _acknowledged.Twins["desired"] = number;
        _acknowledged.Count();
    });

    private async Task WriteReportedAsync(EmulatorProcess emulator) => await UntilKilledAsync(async () =>
    {
        using IMqttClient client = await emulator.ConnectAsync(Device, null, _key, Cancellation);
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += e =>
        {
            Assert.StartsWith("$iothub/twin/res/204/", e.ApplicationMessage.Topic, StringComparison.Ordinal);
            Volatile.Read(ref answered).TrySetResult();
            return Task.CompletedTask;
        };
        client.DisconnectedAsync += _ =>
        {
            Volatile.Read(ref answered).TrySetException(new IOException("The connection is lost."));
            return Task.CompletedTask;
        };
        await client.SubscribeAsync("$iothub/twin/res/#", cancellationToken: Cancellation);
        while (true)
        {
            int number = Interlocked.Increment(ref _next);
            await client.PublishStringAsync($"$iothub/twin/PATCH/properties/reported/?$rid={number}", $$"""{"number":{{number}}}""", cancellationToken: Cancellation);
            await answered.Task;
            Volatile.Write(ref answered, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _acknowledged.Twins["reported"] = number;
            _acknowledged.Count();
        }
    });

    private async Task SendAsync(EmulatorProcess emulator) => await UntilKilledAsync(async () =>
    {
        string device = $"{Device}-sender";
        await CallAsync(emulator, HttpMethod.Put, $"/devices/{device}", $$"""{"deviceId":"{{device}}"}""", null);
        (_, JsonNode? record) = await CallAsync(emulator, HttpMethod.Get, $"/devices/{device}", null, null);
        using IMqttClient client = await emulator.ConnectAsync(device, null, (string)record!["authentication"]!["symmetricKey"]!["primaryKey"]!, Cancellation);
        while (true)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                string body = Interlocked.Increment(ref _next).ToString(CultureInfo.InvariantCulture);
                await client.PublishStringAsync($"devices/{device}/messages/events/", body, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);
                _acknowledged.Messages[body] = true;
                _acknowledged.Count();
            }));
        }
    });

    private async Task VerifyAsync(EmulatorProcess emulator)
    {
        foreach ((string path, string etag) in _acknowledged.Modules)
        {
            (HttpStatusCode status, JsonNode? module) = await CallAsync(emulator, HttpMethod.Get, $"/devices/{path}", null, null);
            Assert.True(status == HttpStatusCode.OK, $"{path} was acknowledged and is missing.");
            Assert.Equal(etag, (string?)module!["etag"]);
        }

        (_, JsonNode? twin) = await CallAsync(emulator, HttpMethod.Get, $"/twins/{Device}", null, null);
        foreach ((string section, int number) in _acknowledged.Twins)
        {
            // One more than was acknowledged may have been written before its answer was lost.
            Assert.True((int)twin!["properties"]![section]!["number"]! >= number, $"{section} {number} was acknowledged, and the twin has {twin["properties"]![section]!["number"]}.");
        }

        if (_acknowledged.Twins.TryGetValue("desired", out _))
        {
            Assert.Equal((int)twin!["properties"]!["desired"]!["number"]!, (int)twin["tags"]!["number"]!);
        }
    }

    private async Task VerifyMessagesAsync()
    {
        await using IStateStore store = SqliteStateStore.Open(Path.Combine(_folder, "state.db"));
        HashSet<string> kept = [.. store.List("messages").Select(Body)];
        Assert.Empty(_acknowledged.Messages.Keys.Except(kept));
    }

    private static string Body(StoredDocument document) =>
        Encoding.UTF8.GetString(System.Text.Json.JsonSerializer.Deserialize(document.Content.Span, StateJsonContext.Default.MessageRecord)!.Body);

    /// <summary>Writes again and again, until the emulator is not there any more.</summary>
    private static async Task UntilKilledAsync(Func<Task> write)
    {
        try
        {
            while (true)
            {
                await write();
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or MQTTnet.Exceptions.MqttCommunicationException
            or OperationCanceledException)
        {
            // Killed.
        }
    }

    private static async Task<(HttpStatusCode Status, JsonNode? Body)> CallAsync(EmulatorProcess emulator, HttpMethod method, string path, string? body, string? ifMatch)
    {
        using HttpRequestMessage request = new(method, $"{path}?{Version}");
        request.Headers.TryAddWithoutValidation("Authorization", Client.Owner());
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await emulator.Http.SendAsync(request, Cancellation);
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }
}
