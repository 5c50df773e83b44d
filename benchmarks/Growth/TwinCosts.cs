using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Benchmarks.Growth;

/// <summary>What more properties cost.</summary>
internal static class TwinCosts
{
    // A twin has 32 KB of desired properties: larger ones show the slope better.
    private static readonly int[] Properties = [250, 500, 1000, 2000];

    public static IEnumerable<GrowingCost> All { get; } =
    [
        GrowingCost.OfProcessor("reading a twin, and telling all of it", "desired properties", Properties, properties =>
        {
            byte[] document = Document(properties);
            DesiredState state = State(properties);
            return () =>
            {
                state.Forget();
                state.Read(DesiredPatch.TryParse(document)!);
                TellAll(state);
            };
        }),
        GrowingCost.OfProcessor("100 changes of one property", "desired properties", Properties, properties =>
        {
            DesiredState state = State(properties);
            state.Forget();
            state.Read(DesiredPatch.TryParse(Document(properties))!);
            TellAll(state);
            byte[] patch = Encoding.UTF8.GetBytes($"{{\"property{properties / 2}\":21.5}}");
            return () =>
            {
                for (int i = 0; i < 100; i++)
                {
                    state.Patch(DesiredPatch.TryParse(patch)!, i + 2);
                    TellAll(state);
                }
            };
        }),
        GrowingCost.OfProcessor("changes of one property that arrive while the twin is read", "changes", [1000, 2000, 4000, 8000], changes =>
        {
            DesiredState state = State(10);
            byte[] document = Document(10);
            JsonObject[] patches = [.. Enumerable.Range(0, changes).Select(i => DesiredPatch.TryParse(Encoding.UTF8.GetBytes($"{{\"property1\":{i}}}"))!)];
            return () =>
            {
                state.Forget();
                for (int i = 0; i < changes; i++)
                {
                    state.Patch(patches[i], i + 2);
                }

                state.Read(DesiredPatch.TryParse(document)!);
                TellAll(state);
            };
        }),
        GrowingCost.OfProcessor("reports that wait for a link, joined", "reported properties", [250, 500, 1000, 2000], properties =>
        {
            JsonObject[] patches = [.. Enumerable.Range(0, properties).Select(i => new JsonObject { [Name(i)] = i })];
            return () =>
            {
                ReportedPatches reported = new();
                foreach (JsonObject patch in patches)
                {
                    reported.Add(ReportedPatch.Of(null, patch, out int size), size);
                }

                while (reported.TakeNext() is { } next)
                {
                    _ = next.Properties.ToJsonString();
                    reported.Answered(next);
                }
            };
        }),
        GrowingCost.OfProcessor("the properties of 1,000 messages", "message properties", [8, 16, 32, 64], properties =>
        {
            string[] names = [.. Enumerable.Range(0, properties).Select(Name)];
            return () =>
            {
                for (int i = 0; i < 1000; i++)
                {
                    MessageProperties bag = default;
                    foreach (string name in names)
                    {
                        bag = bag.With(name, "some value");
                    }
                }
            };
        }),
    ];

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"property{i}");

    private static byte[] Document(int properties) =>
        Encoding.UTF8.GetBytes($"{{\"$version\":1{string.Concat(Enumerable.Range(0, properties).Select(i => $",\"{Name(i)}\":{i}"))}}}");

    private static DesiredState State(int properties)
    {
        ModuleDefinition<IModule> definition = new("growth");
        for (int i = 0; i < properties; i++)
        {
            definition.WithDesiredProperty<double>(Name(i), (_, _, _, _) => Task.FromResult(PropertyResponse.Completed()));
        }

        return new DesiredState(definition.DesiredProperties);
    }

    private static void TellAll(DesiredState state)
    {
        while (state.TakeNext() is not null)
        {
            // The module is told.
        }
    }
}
