using System.Collections.ObjectModel;

namespace ModuleIdentities;

/// <summary>A message that IoT Edge has routed to an input of a module.</summary>
/// <remarks>Source: "Communicate with an IoT hub using the MQTT protocol" (Microsoft docs), and Azure/iotedge: <c>devices/{d}/modules/{m}/inputs/{input}/{properties}</c>.</remarks>
public sealed class InputMessage
{
    private const string SystemPrefix = "$.";

    private readonly Dictionary<string, string> _system;

    /// <summary>Makes a message, for a test of a method that takes one.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="body">The body.</param>
    /// <param name="properties">The application properties; null for none.</param>
    public InputMessage(string input, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string>? properties = null)
        : this(input, body, properties ?? ReadOnlyDictionary<string, string>.Empty, [])
    {
        ArgumentException.ThrowIfNullOrEmpty(input);
    }

    private InputMessage(string input, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> properties, Dictionary<string, string> system)
    {
        Input = input;
        Body = body;
        Properties = properties;
        _system = system;
    }

    /// <summary>The name of the input.</summary>
    public string Input { get; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The application properties.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; }

    /// <summary>The id that the sender gave the message; null for none.</summary>
    public string? MessageId => _system.GetValueOrDefault("mid");

    /// <summary>The content type that the sender gave; null for none.</summary>
    public string? ContentType => _system.GetValueOrDefault("ct");

    /// <summary>The device of the sender; null when nobody has said.</summary>
    public string? SenderDeviceId => _system.GetValueOrDefault("cdid");

    /// <summary>The module of the sender; null when it is a device, or nobody has said.</summary>
    public string? SenderModuleId => _system.GetValueOrDefault("cmid");

    /// <summary>The input and the size, without the body.</summary>
    public override string ToString() => $"{Body.Length} bytes for input '{Input}'";

    /// <summary>The topics of a module's inputs, up to the name.</summary>
    internal static string TopicPrefix(string deviceId, string moduleId) => $"devices/{deviceId}/modules/{moduleId}/inputs/";

    /// <summary>Reads a message off its topic.</summary>
    /// <param name="prefix">The <see cref="TopicPrefix"/> of the module.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="body">The body; it belongs to the message.</param>
    /// <returns>The message; null when the topic is not of an input.</returns>
    internal static InputMessage? Parse(string prefix, string topic, ReadOnlyMemory<byte> body)
    {
        if (!topic.StartsWith(prefix, StringComparison.Ordinal) || topic.Length == prefix.Length)
        {
            return null;
        }

        string[] levels = topic[prefix.Length..].Split('/', 2);
        return Create(levels[0], body, levels is [_, var bag] ? Read(bag.TrimEnd('/')) : []);
    }

    /// <summary>Makes a message of all its properties, those of the system with <c>$.</c> before their names.</summary>
    internal static InputMessage Create(string input, ReadOnlyMemory<byte> body, IEnumerable<KeyValuePair<string, string>> properties)
    {
        Dictionary<string, string> system = new(StringComparer.Ordinal);
        Dictionary<string, string> application = new(StringComparer.Ordinal);
        foreach ((string name, string value) in properties)
        {
            if (name.StartsWith(SystemPrefix, StringComparison.Ordinal))
            {
                system[name[SystemPrefix.Length..]] = value;
            }
            else
            {
                application[name] = value;
            }
        }

        return new InputMessage(input, body, application, system);
    }

    private static IEnumerable<KeyValuePair<string, string>> Read(string bag) => bag
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(static property => property.Split('=', 2))
        .Select(static parts => KeyValuePair.Create(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "")));
}
