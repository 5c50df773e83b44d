namespace ModuleIdentities.Agents.Tests;

/// <summary>An agent that this library does not know is one file: the one that <c>docs/agents.md</c> shows.</summary>
public sealed class FourthAgentTests
{
    [Fact]
    public void The_page_shows_the_file_as_it_is()
    {
        string page = Read(Repository.Documentation, "agents.md");
        string agent = Read(Repository.Root, "tests", "ModuleIdentities.Agents.Tests", "ContosoAgent.cs").Split("\n\n", 2)[1];

        Assert.Contains($"```csharp\n{agent}```", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_applied_rolled_back_and_removed_as_the_others_are()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Owners are root's to give.");
        using Image image = new();
        RecordedServices services = new();
        AgentDeployment deployment = new(new ContosoAgent(), image.Running, services, new SwiftTime());
        AgentRequest request = new(image.Running, AgentMode.ConnectionString, AgentIdentity.Of(await Image.ModuleAsync(new ContosoAgent())));

        Assert.Equal(AgentOutcomeState.Applied, (await deployment.ApplyAsync(request, TestContext.Current.CancellationToken)).State);
        Assert.Equal("0:0 0600", image.Protection("/etc/contoso/identity"));
        Assert.Equal(AgentOutcomeState.Applied, (await deployment.RemoveAsync(TestContext.Current.CancellationToken)).State);
        Assert.False(image.Has("/etc/contoso/identity"));
        Assert.Equal(["systemctl restart contoso-agent.service", "systemctl stop contoso-agent.service"], services.Commands);
    }

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine(path)).ReplaceLineEndings("\n");
}
