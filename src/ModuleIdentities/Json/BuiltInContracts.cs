using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ModuleIdentities;

/// <summary>The types that System.Text.Json has converters for, and that need no more than their name.</summary>
internal static class BuiltInContracts
{
    /// <summary>
    /// The converter of a type; null when there is none. The type is known when the code is compiled to machine code, so that a native program has the
    /// converters of the types that it uses and no others, with all that comes with each.
    /// </summary>
    /// <typeparam name="T">The type.</typeparam>
    public static JsonConverter? ConverterOf<T>() =>
        typeof(T) == typeof(bool) ? JsonMetadataServices.BooleanConverter
        : typeof(T) == typeof(byte) ? JsonMetadataServices.ByteConverter
        : typeof(T) == typeof(sbyte) ? JsonMetadataServices.SByteConverter
        : typeof(T) == typeof(short) ? JsonMetadataServices.Int16Converter
        : typeof(T) == typeof(ushort) ? JsonMetadataServices.UInt16Converter
        : typeof(T) == typeof(int) ? JsonMetadataServices.Int32Converter
        : typeof(T) == typeof(uint) ? JsonMetadataServices.UInt32Converter
        : typeof(T) == typeof(long) ? JsonMetadataServices.Int64Converter
        : typeof(T) == typeof(ulong) ? JsonMetadataServices.UInt64Converter
        : typeof(T) == typeof(Int128) ? JsonMetadataServices.Int128Converter
        : typeof(T) == typeof(UInt128) ? JsonMetadataServices.UInt128Converter
        : typeof(T) == typeof(Half) ? JsonMetadataServices.HalfConverter
        : typeof(T) == typeof(float) ? JsonMetadataServices.SingleConverter
        : typeof(T) == typeof(double) ? JsonMetadataServices.DoubleConverter
        : typeof(T) == typeof(decimal) ? JsonMetadataServices.DecimalConverter
        : typeof(T) == typeof(char) ? JsonMetadataServices.CharConverter
        : typeof(T) == typeof(string) ? JsonMetadataServices.StringConverter
        : typeof(T) == typeof(Guid) ? JsonMetadataServices.GuidConverter
        : typeof(T) == typeof(DateTime) ? JsonMetadataServices.DateTimeConverter
        : typeof(T) == typeof(DateTimeOffset) ? JsonMetadataServices.DateTimeOffsetConverter
        : typeof(T) == typeof(DateOnly) ? JsonMetadataServices.DateOnlyConverter
        : typeof(T) == typeof(TimeOnly) ? JsonMetadataServices.TimeOnlyConverter
        : typeof(T) == typeof(TimeSpan) ? JsonMetadataServices.TimeSpanConverter
        : typeof(T) == typeof(Uri) ? JsonMetadataServices.UriConverter
        : typeof(T) == typeof(Version) ? JsonMetadataServices.VersionConverter
        : typeof(T) == typeof(byte[]) ? JsonMetadataServices.ByteArrayConverter
        : typeof(T) == typeof(Memory<byte>) ? JsonMetadataServices.MemoryByteConverter
        : typeof(T) == typeof(ReadOnlyMemory<byte>) ? JsonMetadataServices.ReadOnlyMemoryByteConverter
        : typeof(T) == typeof(JsonElement) ? JsonMetadataServices.JsonElementConverter
        : typeof(T) == typeof(JsonDocument) ? JsonMetadataServices.JsonDocumentConverter
        : typeof(T) == typeof(JsonNode) ? JsonMetadataServices.JsonNodeConverter
        : typeof(T) == typeof(JsonObject) ? JsonMetadataServices.JsonObjectConverter
        : typeof(T) == typeof(JsonArray) ? JsonMetadataServices.JsonArrayConverter
        : typeof(T) == typeof(JsonValue) ? JsonMetadataServices.JsonValueConverter
        : typeof(T) == typeof(object) ? JsonMetadataServices.ObjectConverter
        : null;

    /// <summary>Has a set know all, for whoever may ask for any of them only when the program runs.</summary>
    public static void AddAll(JsonContracts contracts) => contracts
        .Know<bool>().Know<char>().Know<string>()
        .Know<byte>().Know<sbyte>().Know<short>().Know<ushort>().Know<int>().Know<uint>().Know<long>().Know<ulong>().Know<Int128>().Know<UInt128>()
        .Know<Half>().Know<float>().Know<double>().Know<decimal>()
        .Know<DateTime>().Know<DateTimeOffset>().Know<DateOnly>().Know<TimeOnly>().Know<TimeSpan>()
        .Know<Guid>().Know<Uri>().Know<Version>().Know<byte[]>().Know<Memory<byte>>().Know<ReadOnlyMemory<byte>>()
        .Know<JsonElement>().Know<JsonDocument>().Know<JsonNode>().Know<JsonObject>().Know<JsonArray>().Know<JsonValue>().Know<object>();
}
