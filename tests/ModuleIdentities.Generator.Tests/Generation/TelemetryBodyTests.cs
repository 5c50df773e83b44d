using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Generation;

/// <summary>The body of a message is, byte for byte, what System.Text.Json writes for an object with the same members.</summary>
public class TelemetryBodyTests
{
    private const string Source = """
        namespace Demo;

        public enum Small : byte { A, B = 200 }

        public enum Signed : long { Least = long.MinValue }

        public enum Large : ulong { Greatest = ulong.MaxValue }

        [ModuleIdentity("recorder")]
        public partial class Recorder
        {
            [Telemetry] public partial Task SendNumbers(sbyte a, byte b, short c, ushort d, int e, uint f, long g, ulong h, float i, double j, decimal k);
            [Telemetry] public partial Task SendTexts(string l, string? m, char n, Guid o, bool p, CancellationToken cancellationToken = default);
            [Telemetry] public partial Task SendTimes(DateTime q, DateTimeOffset r, TimeSpan s, DateOnly t, TimeOnly u);
            [Telemetry] public partial Task SendEnums(Small v, Signed w, Large x, DayOfWeek y);
            [Telemetry] public partial Task SendNullables(bool? a, int? b, double? c, char? d, Guid? e, DateTime? f, TimeSpan? g, TimeOnly? h, Small? i, decimal? j);
            [Telemetry] public partial Task SendOne(double größe);
            [Telemetry] public partial Task SendOneNullable(Small? value);
            [Telemetry] public partial Task SendOneText(string? @class);
            [Telemetry] public partial Task SendOneEnum(Signed value);
            [Telemetry] public partial Task SendOneSByte(sbyte value);
            [Telemetry] public partial Task SendOneByte(byte value);
            [Telemetry] public partial Task SendOneInt16(short value);
            [Telemetry] public partial Task SendOneUInt16(ushort value);
            [Telemetry] public partial Task SendOneInt32(int value);
            [Telemetry] public partial Task SendOneUInt32(uint value);
            [Telemetry] public partial Task SendOneInt64(long value);
            [Telemetry] public partial Task SendOneUInt64(ulong value);
            [Telemetry] public partial Task SendOneSingle(float value);
            [Telemetry] public partial Task SendOneDecimal(decimal value);
            [Telemetry] public partial Task SendOneBoolean(bool value);
            [Telemetry] public partial Task SendOneChar(char value);
            [Telemetry] public partial Task SendOneGuid(Guid value);
            [Telemetry] public partial Task SendOneDateTime(DateTime value);
            [Telemetry] public partial Task SendOneDateTimeOffset(DateTimeOffset value);
            [Telemetry] public partial Task SendOneTimeSpan(TimeSpan value);
            [Telemetry] public partial Task SendOneDateOnly(DateOnly value);
            [Telemetry] public partial Task SendOneTimeOnly(TimeOnly value);
            [Telemetry] public partial Task SendNothing(CancellationToken cancellationToken);
        }
        """;

    private static readonly Assembly Compiled = Compile();

    public static TheoryData<string, object?[]> Messages()
    {
        object small = Enum.ToObject(Compiled.GetType("Demo.Small")!, 200);
        object signed = Enum.ToObject(Compiled.GetType("Demo.Signed")!, long.MinValue);
        object large = Enum.ToObject(Compiled.GetType("Demo.Large")!, ulong.MaxValue);
        DateTime local = new(2025, 3, 30, 2, 30, 0, 120, DateTimeKind.Unspecified);
        return new TheoryData<string, object?[]>
        {
            { "SendNumbers", [sbyte.MinValue, byte.MaxValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue, float.MaxValue, double.Epsilon, decimal.MaxValue] },
            { "SendNumbers", [(sbyte)0, (byte)0, (short)0, (ushort)0, 0, 0u, 0L, 0UL, 0.1f, -0.0, 1.10m] },
            { "SendNumbers", [(sbyte)1, (byte)1, (short)1, (ushort)1, 1, 1u, 1L, 1UL, 1e20f, 1e300, 0.000m] },
            { "SendTexts", ["quote\" back\\ <tag> ü 😀 \u2028 \0", null, '"', Guid.Empty, true] },
            { "SendTexts", ["", "note", '\uD83D', new Guid("5c9ff1d4-4b5d-4a9e-9b6c-1d2f3a4b5c6d"), false] },
            { "SendTimes", [DateTime.MinValue, DateTimeOffset.MinValue, TimeSpan.MinValue, DateOnly.MinValue, TimeOnly.MinValue] },
            { "SendTimes", [DateTime.MaxValue, DateTimeOffset.MaxValue, TimeSpan.MaxValue, DateOnly.MaxValue, TimeOnly.MaxValue] },
            { "SendTimes", [DateTime.SpecifyKind(local, DateTimeKind.Utc), new DateTimeOffset(local, TimeSpan.FromMinutes(-210)), TimeSpan.FromDays(1.5), new DateOnly(2025, 3, 30), new TimeOnly(12, 30)] },
            { "SendTimes", [local, new DateTimeOffset(local, TimeSpan.Zero), new TimeSpan(-1), new DateOnly(1, 2, 3), new TimeOnly(1, 2, 3, 4, 5)] },
            { "SendEnums", [small, signed, large, DayOfWeek.Friday] },
            { "SendNullables", [null, null, null, null, null, null, null, null, null, null] },
            { "SendNullables", [true, 1, 1.5, 'x', Guid.Empty, local, TimeSpan.Zero, TimeOnly.MaxValue, small, 1m] },
            { "SendOne", [21.5] },
            { "SendOneNullable", [small] },
            { "SendOneNullable", [null] },
            { "SendOneText", [null] },
            { "SendOneText", ["a"] },
            { "SendOneEnum", [signed] },
            { "SendOneSByte", [sbyte.MinValue] },
            { "SendOneByte", [byte.MaxValue] },
            { "SendOneInt16", [short.MinValue] },
            { "SendOneUInt16", [ushort.MaxValue] },
            { "SendOneInt32", [int.MinValue] },
            { "SendOneUInt32", [uint.MaxValue] },
            { "SendOneInt64", [long.MinValue] },
            { "SendOneUInt64", [ulong.MaxValue] },
            { "SendOneSingle", [0.1f] },
            { "SendOneDecimal", [1.10m] },
            { "SendOneBoolean", [false] },
            { "SendOneChar", ['\uD83D'] },
            { "SendOneGuid", [new Guid("5c9ff1d4-4b5d-4a9e-9b6c-1d2f3a4b5c6d")] },
            { "SendOneDateTime", [local] },
            { "SendOneDateTimeOffset", [new DateTimeOffset(local, TimeSpan.FromMinutes(-210))] },
            { "SendOneTimeSpan", [new TimeSpan(-1)] },
            { "SendOneDateOnly", [new DateOnly(1, 2, 3)] },
            { "SendOneTimeOnly", [new TimeOnly(1, 2, 3, 4, 5)] },
            { "SendNothing", [] },
        };
    }

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void Body_is_what_the_serializer_writes(string method, object?[] values) => AssertSameAsSerializer(method, values);

    [Theory]
    [InlineData("fi-FI")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public void Body_is_the_same_in_every_culture(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            foreach ((string method, object?[] values) in Messages().Select(row => row.Data))
            {
                AssertSameAsSerializer(method, values);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static void AssertSameAsSerializer(string method, object?[] values)
    {
        Type type = Compiled.GetType("Demo.Recorder")!;
        MethodInfo telemetry = type.GetMethod(method)!;
        bool hasToken = telemetry.GetParameters() is [.., var last] && last.ParameterType == typeof(CancellationToken);
        telemetry.Invoke(Activator.CreateInstance(type), hasToken ? [.. values, CancellationToken.None] : values);
        string? body = (string?)Compiled.GetType("ModuleIdentities.ModuleClient")!.GetProperty("Body")!.GetValue(null);

        Dictionary<string, object?> expected = telemetry.GetParameters().Zip(values).ToDictionary(pair => pair.First.Name!, pair => pair.Second);
        Assert.Equal(JsonSerializer.Serialize(expected), body);
    }

    private static Assembly Compile()
    {
        IEnumerable<MetadataReference> references = TestCompilation.References
            .Where(reference => Path.GetFileName(reference.Display) != "ModuleIdentities.dll" && !reference.Display!.Contains("Hosting", StringComparison.Ordinal));
        CSharpCompilation compilation = TestCompilation.Create([Source, .. RecordingRuntime.Sources], references);
        using MemoryStream assembly = new();
        Assert.Empty(GeneratorRun.Start(compilation).Output.Emit(assembly).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        assembly.Position = 0;
        return new AssemblyLoadContext("Recorder").LoadFromStream(assembly);
    }
}
