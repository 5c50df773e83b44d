using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Service.Twins;

/// <summary>What may be in a twin (protocol 6.2).</summary>
internal static class TwinRules
{
    /// <summary>The largest desired or reported properties, in bytes as <see cref="Size"/> counts them.</summary>
    public const int LargestProperties = 32 * 1024;

    /// <summary>The largest tags, in bytes as <see cref="Size"/> counts them.</summary>
    public const int LargestTags = 8 * 1024;

    private const int Deepest = 10;
    private const int LongestKey = 1024;
    private const int LongestText = 4096;
    private const long LargestInteger = (1L << 52) - 1;
    private const long SmallestInteger = -(1L << 52);
    private const int NumberSize = 8;
    private const int BooleanSize = 4;

    /// <summary>Reads a patch of one section, without the <c>$metadata</c> and <c>$version</c> that a client may send back.</summary>
    /// <exception cref="HubRefusedException">It is no object, or breaks a rule.</exception>
    public static JsonObject Read(JsonNode? node, string section)
    {
        if (node is not JsonObject given)
        {
            throw Refusal($"{section} is not a JSON object.");
        }

        JsonObject patch = (JsonObject)given.DeepClone();
        patch.Remove("$metadata");
        patch.Remove("$version");
        CheckObject(patch, section, 0);
        return patch;
    }

    /// <summary>Holds a whole section to its limit.</summary>
    /// <exception cref="HubRefusedException">It is too large.</exception>
    public static void RequireSize(JsonObject values, int largest, string section)
    {
        int size = Size(values);
        if (size > largest)
        {
            throw Refusal($"{section} would have {size} bytes; {largest} are allowed.");
        }
    }

    /// <summary>Bytes as the hub counts them: keys and texts in UTF-8, 8 for a number, 4 for a Boolean, no metadata.</summary>
    public static int Size(JsonNode? node) => node switch
    {
        JsonObject inner => inner.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Size(pair.Value)),
        JsonArray array => array.Sum(Size),
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.String => Encoding.UTF8.GetByteCount(value.GetValue<string>()),
            JsonValueKind.Number => NumberSize,
            _ => BooleanSize,
        },
        _ => 0,
    };

    private static void CheckObject(JsonObject node, string path, int depth)
    {
        RequireDepth(depth, path);
        foreach ((string key, JsonNode? value) in node)
        {
            CheckKey(key, path);
            if (value is not null)
            {
                CheckValue(value, $"{path}.{key}", depth);
            }
        }
    }

    private static void CheckArray(JsonArray array, string path, int depth)
    {
        RequireDepth(depth, path);
        foreach (JsonNode? element in array)
        {
            CheckValue(element ?? throw Refusal($"{path} is an array with a null in it."), path, depth);
            if (element is JsonObject inner && HasNull(inner))
            {
                throw Refusal($"{path} is an array with a null in it.");
            }
        }
    }

    private static void CheckValue(JsonNode value, string path, int depth)
    {
        switch (value)
        {
            case JsonObject inner:
                CheckObject(inner, path, depth + 1);
                break;
            case JsonArray array:
                CheckArray(array, path, depth + 1);
                break;
            default:
                CheckScalar(value, path);
                break;
        }
    }

    private static void CheckScalar(JsonNode value, string path)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String when Encoding.UTF8.GetByteCount(value.GetValue<string>()) > LongestText:
                throw Refusal($"{path} is a text of more than {LongestText} bytes.");
            case JsonValueKind.Number when !IsAllowedNumber(value.ToJsonString()):
                throw Refusal($"{path} is a number outside of what a twin takes: integers from {SmallestInteger} to {LargestInteger}.");
        }
    }

    private static bool IsAllowedNumber(string text) => text.AsSpan().ContainsAny(".eE")
        ? double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)
        : long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out long integer) && integer is >= SmallestInteger and <= LargestInteger;

    private static void CheckKey(string key, string path)
    {
        if (key.Length == 0 || Encoding.UTF8.GetByteCount(key) > LongestKey)
        {
            throw Refusal($"{path} has a key that is empty or longer than {LongestKey} bytes.");
        }

        if (key.Any(c => c is '.' or '$' or '#' or ' ' || char.IsControl(c)))
        {
            throw Refusal($"{path} has a key with a character that is not allowed: '.', '$', '#', a blank or a control character.");
        }
    }

    private static void RequireDepth(int depth, string path)
    {
        if (depth > Deepest)
        {
            throw Refusal($"{path} is nested deeper than {Deepest} levels.");
        }
    }

    private static bool HasNull(JsonNode? node) => node switch
    {
        null => true,
        JsonObject inner => inner.Any(pair => HasNull(pair.Value)),
        JsonArray array => array.Any(HasNull),
        _ => false,
    };

    private static HubRefusedException Refusal(string message) => new(HubErrorCode.ArgumentInvalid, message);
}
