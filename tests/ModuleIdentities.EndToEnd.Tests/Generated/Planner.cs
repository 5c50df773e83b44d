using System.Text.Json.Serialization;

namespace ModuleIdentities.EndToEnd.Tests.Generated;

internal sealed record Plan(string NextStep);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Plan))]
internal sealed partial class PlanJson : JsonSerializerContext;

/// <summary>A module whose payloads have contracts of the user's own.</summary>
[ModuleIdentity("planner", JsonContext = typeof(PlanJson))]
internal sealed partial class Planner
{
    [Telemetry]
    public partial Task SendPlanAsync(Plan plan, CancellationToken cancellationToken);

    [DirectMethod]
    private Plan Follow(Plan plan) => plan with { NextStep = plan.NextStep + "!" };
}
