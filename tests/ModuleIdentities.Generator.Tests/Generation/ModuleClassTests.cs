using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Generation;

public class ModuleClassTests
{
    [Fact]
    public void Class_with_telemetry() => Snapshot.Verify(GeneratorTest.Run("""
        namespace Demo;

        [ModuleIdentity("thermostat")]
        public partial class Thermostat
        {
            [Telemetry]
            public partial Task SendTemperatureAsync(double temperature, CancellationToken cancellationToken = default);

            [Telemetry]
            public partial Task SendReadingAsync(double temperature, int? humidity, string? note = null);
        }
        """));

    [Fact]
    public void Class_with_dependencies() => Snapshot.Verify(GeneratorTest.Run("""
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Logging;
        using Microsoft.Extensions.Options;

        namespace Demo;

        public enum Place { Inside = 1, Outside = 2 }

        [ModuleIdentity("thermostat")]
        public partial class Thermostat(
            ILogger<Thermostat> logger,
            IOptions<object> options,
            [FromKeyedServices("local")] TimeProvider clock,
            [FromKeyedServices(Place.Outside)] IDictionary<string, object?>? readings,
            IServiceProvider? services = null,
            Place place = Place.Outside,
            int? retries = 3,
            string name = "a\"b",
            CancellationToken cancellationToken = default)
        {
            public string Text => $"{logger}{options}{clock}{readings}{services}{place}{retries}{name}{cancellationToken}";
        }
        """));

    [Fact]
    public void Nested_classes_of_all_kinds_of_containers() => Snapshot.Verify(GeneratorTest.Run("""
        namespace Demo.Deep
        {
            public partial struct Outer
            {
                public partial record Middle
                {
                    internal partial interface IInner
                    {
                        [ModuleIdentity("nested")]
                        partial class Module;
                    }
                }

                public static partial class Holder
                {
                    public partial record struct Value
                    {
                        [ModuleIdentity("private")]
                        private partial class Hidden;
                    }
                }
            }
        }
        """));

    [Fact]
    public void Names_that_are_keywords() => Snapshot.Verify(GeneratorTest.Run("""
        namespace @namespace.@class;

        [ModuleIdentity("keywords")]
        public partial class @event(object @params, object options)
        {
            [Telemetry]
            public partial Task @return(int @int, string Item3, bool Rest, double? writer, char fields, CancellationToken @default);

            [Telemetry]
            internal partial Task SendWriterAsync(int writer);

            [Telemetry]
            internal partial Task SendValueAsync(int? value);

            public override string ToString() => $"{@params}{options}";
        }
        """));

    [Fact]
    public void Class_in_the_global_namespace() => Snapshot.Verify(GeneratorTest.Run("""
        [ModuleIdentity(nameof(Thermostat))]
        internal sealed partial class Thermostat
        {
            internal Thermostat() { }

            private Thermostat(int secret) => _ = secret;
        }
        """));

    [Fact]
    public void Several_classes_and_parts_of_one() => Snapshot.Verify(GeneratorTest.Run(
        """
        namespace Demo;

        [ModuleIdentity("second")]
        public partial class Second
        {
            [Telemetry]
            public virtual partial Task SendAAsync(int a);
        }
        """,
        """
        namespace Demo;

        [ModuleIdentity("first")]
        internal partial class First : Base
        {
            [Telemetry]
            protected override partial Task SendAsync();
        }

        internal abstract class Base
        {
            protected abstract Task SendAsync();
        }

        partial class Second
        {
            [Telemetry]
            private protected partial Task SendBAsync(int b);
        }
        """));

    [Fact]
    public void Methods_that_cannot_be_implemented() => Snapshot.Verify(GeneratorTest.Run("""
        namespace Demo;

        [ModuleIdentity("thermostat")]
        public partial class Thermostat
        {
            [Telemetry]
            public partial Task SendAsync<T>(T value) where T : struct;

            [Telemetry]
            public partial Task SendTemperatureAsync(in double temperature);

            [Telemetry]
            public partial Task SendHumidityAsync(double humidity);
        }
        """));
}
