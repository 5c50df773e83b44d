using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ModuleIdentities;

/// <summary>The types that System.Text.Json has converters for, and that need no more than their name.</summary>
internal static class BuiltInContracts
{
    private static readonly Dictionary<Type, Func<JsonSerializerOptions, JsonTypeInfo>> All =
        new()
        {
            // The values of extension data, which are JSON elements.
            [typeof(object)] = static options => JsonMetadataServices.CreateValueInfo<object>(options, JsonMetadataServices.ObjectConverter),
            [typeof(bool)] = static options => JsonMetadataServices.CreateValueInfo<bool>(options, JsonMetadataServices.BooleanConverter),
            [typeof(byte)] = static options => JsonMetadataServices.CreateValueInfo<byte>(options, JsonMetadataServices.ByteConverter),
            [typeof(sbyte)] = static options => JsonMetadataServices.CreateValueInfo<sbyte>(options, JsonMetadataServices.SByteConverter),
            [typeof(short)] = static options => JsonMetadataServices.CreateValueInfo<short>(options, JsonMetadataServices.Int16Converter),
            [typeof(ushort)] = static options => JsonMetadataServices.CreateValueInfo<ushort>(options, JsonMetadataServices.UInt16Converter),
            [typeof(int)] = static options => JsonMetadataServices.CreateValueInfo<int>(options, JsonMetadataServices.Int32Converter),
            [typeof(uint)] = static options => JsonMetadataServices.CreateValueInfo<uint>(options, JsonMetadataServices.UInt32Converter),
            [typeof(long)] = static options => JsonMetadataServices.CreateValueInfo<long>(options, JsonMetadataServices.Int64Converter),
            [typeof(ulong)] = static options => JsonMetadataServices.CreateValueInfo<ulong>(options, JsonMetadataServices.UInt64Converter),
            [typeof(Int128)] = static options => JsonMetadataServices.CreateValueInfo<Int128>(options, JsonMetadataServices.Int128Converter),
            [typeof(UInt128)] = static options => JsonMetadataServices.CreateValueInfo<UInt128>(options, JsonMetadataServices.UInt128Converter),
            [typeof(Half)] = static options => JsonMetadataServices.CreateValueInfo<Half>(options, JsonMetadataServices.HalfConverter),
            [typeof(float)] = static options => JsonMetadataServices.CreateValueInfo<float>(options, JsonMetadataServices.SingleConverter),
            [typeof(double)] = static options => JsonMetadataServices.CreateValueInfo<double>(options, JsonMetadataServices.DoubleConverter),
            [typeof(decimal)] = static options => JsonMetadataServices.CreateValueInfo<decimal>(options, JsonMetadataServices.DecimalConverter),
            [typeof(char)] = static options => JsonMetadataServices.CreateValueInfo<char>(options, JsonMetadataServices.CharConverter),
            [typeof(string)] = static options => JsonMetadataServices.CreateValueInfo<string>(options, JsonMetadataServices.StringConverter),
            [typeof(Guid)] = static options => JsonMetadataServices.CreateValueInfo<Guid>(options, JsonMetadataServices.GuidConverter),
            [typeof(DateTime)] = static options => JsonMetadataServices.CreateValueInfo<DateTime>(options, JsonMetadataServices.DateTimeConverter),
            [typeof(DateTimeOffset)] = static options =>
                JsonMetadataServices.CreateValueInfo<DateTimeOffset>(options, JsonMetadataServices.DateTimeOffsetConverter),
            [typeof(DateOnly)] = static options => JsonMetadataServices.CreateValueInfo<DateOnly>(options, JsonMetadataServices.DateOnlyConverter),
            [typeof(TimeOnly)] = static options => JsonMetadataServices.CreateValueInfo<TimeOnly>(options, JsonMetadataServices.TimeOnlyConverter),
            [typeof(TimeSpan)] = static options => JsonMetadataServices.CreateValueInfo<TimeSpan>(options, JsonMetadataServices.TimeSpanConverter),
            [typeof(Uri)] = static options => JsonMetadataServices.CreateValueInfo<Uri>(options, JsonMetadataServices.UriConverter),
            [typeof(Version)] = static options => JsonMetadataServices.CreateValueInfo<Version>(options, JsonMetadataServices.VersionConverter),
            [typeof(byte[])] = static options => JsonMetadataServices.CreateValueInfo<byte[]>(options, JsonMetadataServices.ByteArrayConverter),
            [typeof(Memory<byte>)] = static options =>
                JsonMetadataServices.CreateValueInfo<Memory<byte>>(options, JsonMetadataServices.MemoryByteConverter),
            [typeof(ReadOnlyMemory<byte>)] = static options =>
                JsonMetadataServices.CreateValueInfo<ReadOnlyMemory<byte>>(options, JsonMetadataServices.ReadOnlyMemoryByteConverter),
            [typeof(JsonElement)] = static options => JsonMetadataServices.CreateValueInfo<JsonElement>(options, JsonMetadataServices.JsonElementConverter),
            [typeof(JsonDocument)] = static options => JsonMetadataServices.CreateValueInfo<JsonDocument>(options, JsonMetadataServices.JsonDocumentConverter),
            [typeof(JsonNode)] = static options => JsonMetadataServices.CreateValueInfo<JsonNode>(options, JsonMetadataServices.JsonNodeConverter),
            [typeof(JsonObject)] = static options => JsonMetadataServices.CreateValueInfo<JsonObject>(options, JsonMetadataServices.JsonObjectConverter),
            [typeof(JsonArray)] = static options => JsonMetadataServices.CreateValueInfo<JsonArray>(options, JsonMetadataServices.JsonArrayConverter),
            [typeof(JsonValue)] = static options => JsonMetadataServices.CreateValueInfo<JsonValue>(options, JsonMetadataServices.JsonValueConverter),
        };

    public static JsonTypeInfo? Find(Type type, JsonSerializerOptions options) =>
        All.TryGetValue(type, out Func<JsonSerializerOptions, JsonTypeInfo>? create) ? create(options) : null;
}
