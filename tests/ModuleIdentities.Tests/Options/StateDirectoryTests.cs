namespace ModuleIdentities.Tests.Options;

public sealed class StateDirectoryTests
{
    private static readonly string Root = Path.GetFullPath(Path.GetTempPath());

    [Fact]
    public void What_is_configured_wins_and_is_taken_as_it_is() => Assert.Equal(
        Path.Combine(Root, "mine"), StateDirectory.Choose(Path.Combine(Root, "mine"), Path.Combine(Root, "given"), "outbox"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Else_a_folder_of_the_first_directory_that_systemd_gives(string? configured)
    {
        string given = $"{Path.Combine(Root, "one")}{Path.PathSeparator}{Path.Combine(Root, "two")}";

        Assert.Equal(Path.Combine(Root, "one", "outbox"), StateDirectory.Choose(configured, given, "outbox"));
        Assert.Equal(Path.Combine(Root, "one"), StateDirectory.Choose(configured, given, ""));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Else_there_is_none(string? given) => Assert.Null(StateDirectory.Choose(null, given, "outbox"));
}
