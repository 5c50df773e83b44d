namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>
/// A runtime with the surface that telemetry methods call, which writes the message instead of sending it: so that a test of what is written
/// needs no hub. Whether the surface is the real one is known from every other test, which compiles against the real one. The JSON contracts
/// and fields are the real source.
/// </summary>
internal static class RecordingRuntime
{
    public static IEnumerable<string> Sources => [Client, .. Directory.EnumerateFiles(RepositoryFolder.JsonContracts, "*.cs").Select(File.ReadAllText)];

    private const string Client = """
        using System.Text.Json;

        namespace ModuleIdentities;

        [AttributeUsage(AttributeTargets.Class)]
        public sealed class ModuleIdentityAttribute(string moduleId) : Attribute { public string ModuleId => moduleId; }

        [AttributeUsage(AttributeTargets.Method)]
        public sealed class TelemetryAttribute : Attribute;

        public sealed class ModuleIdentityOptions;

        public interface IModuleClass : IAsyncDisposable
        {
            ModuleClient ModuleClient { get; }

            static abstract string ModuleId { get; }
        }

        public sealed class ModuleClient(string moduleId) : IAsyncDisposable
        {
            public static string? Body { get; private set; }

            public static Task<TModule> ConnectAsync<TModule>(TModule module, ModuleIdentityOptions options, CancellationToken cancellationToken)
                where TModule : IModuleClass => Task.FromResult(module);

            public Task SendTelemetryAsync<TFields>(TFields fields, Action<Utf8JsonWriter, TFields> writeFields, CancellationToken cancellationToken = default)
            {
                Write(writer => writeFields(writer, fields));
                return Task.CompletedTask;
            }

            public Task SendFieldAsync<T>(ReadOnlySpan<byte> name, T value, CancellationToken cancellationToken = default)
            {
                byte[] field = name.ToArray();
                Write(writer => JsonField.Write(writer, field, value));
                return Task.CompletedTask;
            }

            private static void Write(Action<Utf8JsonWriter> writeFields)
            {
                System.Buffers.ArrayBufferWriter<byte> buffer = new();
                using (Utf8JsonWriter writer = new(buffer))
                {
                    writer.WriteStartObject();
                    writeFields(writer);
                    writer.WriteEndObject();
                }

                Body = System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
            }

            public ValueTask DisposeAsync() => default;
        }
        """;
}
