using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ModuleIdentities.Generator.Tests.Json;

/// <summary>Makes values of any type, by its public constructors and setters.</summary>
/// <param name="seed">Makes the same values again.</param>
internal sealed class RandomPayload(int seed)
{
    private static readonly string[] Texts = ["", "a", "ü😀", "\"quoted\" \\ </tag>", "null", "12", "\u2028\0\t"];
    private readonly Random _random = new(seed);

    public object? Make(Type type, int depth = 0)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return _random.Next(3) == 0 ? null : Make(value, depth);
        }

        bool isOptional = !type.IsValueType && depth > 0;
        return isOptional && (depth > 4 || _random.Next(5) == 0) ? null : Scalar(type) ?? Json(type) ?? Collection(type, depth) ?? Object(type, depth);
    }

    private object? Scalar(Type type)
    {
        if (type.IsEnum)
        {
            Array values = Enum.GetValuesAsUnderlyingType(type);
            return Enum.ToObject(type, values.GetValue(_random.Next(values.Length))!);
        }

        byte[] bytes = new byte[16];
        _random.NextBytes(bytes);
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => _random.Next(2) == 0,
            TypeCode.Char => "aü\"\\Z"[_random.Next(5)],
            TypeCode.SByte => (sbyte)bytes[0],
            TypeCode.Byte => bytes[0],
            TypeCode.Int16 => BitConverter.ToInt16(bytes),
            TypeCode.UInt16 => BitConverter.ToUInt16(bytes),
            TypeCode.Int32 => _random.Next(4) == 0 ? 0 : BitConverter.ToInt32(bytes),
            TypeCode.UInt32 => BitConverter.ToUInt32(bytes),
            TypeCode.Int64 => BitConverter.ToInt64(bytes),
            TypeCode.UInt64 => BitConverter.ToUInt64(bytes),
            TypeCode.Single => (float)(_random.NextDouble() - 0.5) * 1e10f,
            TypeCode.Double => _random.Next(4) == 0 ? 0 : (_random.NextDouble() - 0.5) * 1e200,
            TypeCode.Decimal => new decimal(_random.Next(), _random.Next(), _random.Next(), _random.Next(2) == 0, (byte)_random.Next(29)),
            TypeCode.DateTime => Date(),
            TypeCode.String => Texts[_random.Next(Texts.Length)],
            _ when type == typeof(Guid) => new Guid(bytes),
            _ when type == typeof(DateTimeOffset) => new DateTimeOffset(Date().Ticks, TimeSpan.FromMinutes(_random.Next(-840, 841))),
            _ when type == typeof(DateOnly) => DateOnly.FromDateTime(Date()),
            _ when type == typeof(TimeOnly) => TimeOnly.FromDateTime(Date()),
            _ when type == typeof(TimeSpan) => new TimeSpan(BitConverter.ToInt64(bytes)),
            _ when type == typeof(Half) => (Half)_random.NextDouble(),
            _ when type == typeof(Int128) => new Int128(BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes, 8)),
            _ when type == typeof(UInt128) => new UInt128(BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes, 8)),
            _ when type == typeof(Uri) => new Uri($"https://example.com/{_random.Next()}"),
            _ when type == typeof(Version) => new Version(_random.Next(9), _random.Next(9)),
            _ when type == typeof(byte[]) => bytes[.._random.Next(16)],
            _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(bytes),
            _ => null,
        };
    }

    private DateTime Date() => new(_random.NextInt64(DateTime.MinValue.AddDays(2).Ticks, DateTime.MaxValue.AddDays(-2).Ticks), (DateTimeKind)_random.Next(2));

    private static object? Json(Type type)
    {
        string text = type == typeof(JsonArray) ? "[1,null,\"x\"]" : """{"a":[1,null],"b":{"c":"ü"}}""";
        return type == typeof(JsonElement) ? JsonDocument.Parse(text).RootElement
            : typeof(JsonNode).IsAssignableFrom(type) ? JsonNode.Parse(text)
            : type == typeof(object) ? JsonDocument.Parse(text).RootElement
            : null;
    }

    private object? Collection(Type type, int depth)
    {
        if (type.IsArray)
        {
            return List(type.GetElementType()!, depth, toArray: true);
        }

        Type[] arguments = type.GetGenericArguments();
        bool isDictionary = arguments.Length == 2 && type.Name.Contains("Dictionary", StringComparison.Ordinal) || type.Name.StartsWith("SortedList", StringComparison.Ordinal);
        if (isDictionary)
        {
            IDictionary entries = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
            for (int i = _random.Next(4); i > 0; i--)
            {
                entries[Make(arguments[0])!] = Make(arguments[1], depth + 1);
            }

            return Convert(type, entries, typeof(IEnumerable<>).MakeGenericType(typeof(KeyValuePair<,>).MakeGenericType(arguments)));
        }

        return arguments.Length == 1 && typeof(IEnumerable).IsAssignableFrom(type)
            ? Convert(type, List(arguments[0], depth, toArray: false), typeof(IEnumerable<>).MakeGenericType(arguments))
            : null;
    }

    private object List(Type element, int depth, bool toArray)
    {
        IList list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        for (int i = _random.Next(4); i > 0; i--)
        {
            list.Add(Make(element, depth + 1));
        }

        return toArray ? list.GetType().GetMethod("ToArray")!.Invoke(list, null)! : list;
    }

    // A collection of the wanted type: the one there is, by its constructor, or by its CreateRange.
    private static object Convert(Type type, object items, Type itemsType)
    {
        if (type.IsInstanceOfType(items))
        {
            return items;
        }

        Type[] arguments = type.GetGenericArguments();
        if (type.Namespace == "System.Collections.Immutable")
        {
            string name = type.Name[..^2].TrimStart('I');
            name = name.StartsWith("mmutable", StringComparison.Ordinal) ? "I" + name : name;
            name = name == "ImmutableSet" ? "ImmutableHashSet" : name;
            MethodInfo create = type.Assembly.GetType("System.Collections.Immutable." + name)!.GetMethods()
                .Single(method => method.Name == "CreateRange" && method.GetParameters() is [{ ParameterType: { IsGenericType: true } parameter }]
                    && parameter.GetGenericTypeDefinition() == typeof(IEnumerable<>) && method.GetGenericArguments().Length == arguments.Length);
            return create.MakeGenericMethod(arguments).Invoke(null, [items])!;
        }

        Type made = type.IsInterface ? typeof(HashSet<>).MakeGenericType(arguments) : type;
        Type other = (arguments.Length == 2 ? typeof(IDictionary<,>) : typeof(IList<>)).MakeGenericType(arguments);
        return (made.GetConstructor([itemsType]) ?? made.GetConstructor([other]))!.Invoke([items]);
    }

    private object Object(Type type, int depth)
    {
        if (type.IsInterface || type.IsAbstract)
        {
            Type[] candidates = [.. type.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(attribute => attribute.DerivedType)];
            return candidates.Length > 0 ? Make(candidates[_random.Next(candidates.Length)], depth)!
                : type.GetMethod("Make") is { } make ? make.Invoke(null, null)!
                : Make(type.Assembly.GetTypes().First(candidate => candidate.IsClass && type.IsAssignableFrom(candidate)), depth)!;
        }

        ConstructorInfo? constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).FirstOrDefault();
        object made = constructor is null || type.IsValueType && constructor.GetParameters().Length == 0
            ? RuntimeHelpers.GetUninitializedObject(type)
            : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType, depth + 1))]);
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0))
        {
            if (_random.Next(4) > 0)
            {
                property.SetValue(made, Make(property.PropertyType, depth + 1));
            }
        }

        foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            field.SetValue(made, Make(field.FieldType, depth + 1));
        }

        return made;
    }
}
