using System.Reflection;
using System.Text.Json;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>
/// Microsoft's <c>ModuleClient</c> (Microsoft.Azure.Devices.Client 1.x) over MQTT, from a folder with its assemblies: this program cannot reference
/// it, so it is called through delegates that are bound once.
/// </summary>
internal sealed class OfficialClient : ITelemetryClient
{
    public const string AssemblyName = "Microsoft.Azure.Devices.Client";

    private readonly IAsyncDisposable _client;
    private readonly Func<object, Task> _send;
    private readonly ConstructorInvoker _newMessage;
    private readonly Action<object, string> _setContentType;
    private readonly Action<object, string> _setContentEncoding;

    private OfficialClient(object client, Type messageType)
    {
        _client = (IAsyncDisposable)client;
        MethodInvoker send = MethodInvoker.Create(client.GetType().GetMethod("SendEventAsync", [messageType])!);
        _send = message => (Task)send.Invoke(client, message)!;
        _newMessage = ConstructorInvoker.Create(messageType.GetConstructor([typeof(byte[])])!);
        _setContentType = Setter(messageType, "ContentType");
        _setContentEncoding = Setter(messageType, "ContentEncoding");
    }

    /// <param name="folder">Where the assemblies are.</param>
    /// <param name="connectionString">The module's connection string; the hub must listen on port 8883 and be trusted by the machine (SSL_CERT_FILE).</param>
    public static async Task<ITelemetryClient> ConnectAsync(string folder, string connectionString)
    {
        AppDomain.CurrentDomain.AssemblyResolve += (_, wanted) =>
        {
            string path = Path.Combine(folder, new AssemblyName(wanted.Name).Name + ".dll");
            return File.Exists(path) ? Assembly.LoadFrom(path) : null;
        };
        Assembly assembly = Assembly.LoadFrom(Path.Combine(Path.GetFullPath(folder), AssemblyName + ".dll"));
        Type clientType = assembly.GetType($"{AssemblyName}.ModuleClient", throwOnError: true)!;
        Type transport = assembly.GetType($"{AssemblyName}.TransportType", throwOnError: true)!;
        MethodInfo create = clientType.GetMethods().Single(method => method.Name == "CreateFromConnectionString"
            && method.GetParameters() is [{ ParameterType: var text }, { ParameterType: var type }, ..] && text == typeof(string) && type == transport);
        object?[] arguments = [.. create.GetParameters().Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : null)];
        arguments[0] = connectionString;
        arguments[1] = Enum.Parse(transport, "Mqtt_Tcp_Only");
        object client = create.Invoke(null, arguments)!;
        await (Task)clientType.GetMethod("OpenAsync", Type.EmptyTypes)!.Invoke(client, null)!;
        return new OfficialClient(client, assembly.GetType($"{AssemblyName}.Message", throwOnError: true)!);
    }

    public async Task SendAsync(double temperature, double humidity, string line)
    {
        object message = _newMessage.Invoke(JsonSerializer.SerializeToUtf8Bytes(new Reading(temperature, humidity, line), ReadingContract.Default.Reading));
        _setContentType(message, "application/json");
        _setContentEncoding(message, "utf-8");
        await _send(message);
        ((IDisposable)message).Dispose();
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static Action<object, string> Setter(Type type, string property)
    {
        MethodInvoker set = MethodInvoker.Create(type.GetProperty(property)!.SetMethod!);
        return (target, value) => set.Invoke(target, value);
    }
}
