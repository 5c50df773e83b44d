namespace ModuleIdentities.Agents.Tests;

public sealed class ContosoAgent : Agent
{
    public override string Name => "contoso";
    public override string ModuleId => "contosoAgent";
    public override string Unit => "contoso-agent.service";
    public override IReadOnlyList<AgentMode> Modes => [AgentMode.ConnectionString];

    public override IReadOnlyList<AgentFile> Render(AgentRequest request) =>
        [AgentFile.OfRoot("/etc/contoso/identity", request.RequireIdentity().ConnectionString)];

    public override IReadOnlyList<AgentFile> RenderRemoval(AgentHost host) => [AgentFile.Absent("/etc/contoso/identity")];
}
