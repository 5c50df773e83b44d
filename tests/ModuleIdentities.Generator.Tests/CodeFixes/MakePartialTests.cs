using ModuleIdentities.CodeFixes;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.CodeFixes;

public sealed class MakePartialTests
{
    [Fact]
    public Task Class_and_what_is_written_around_it() => VerifyAsync(
        """
        using ModuleIdentities;

        // Kept.
        [ModuleIdentity("a")]
        public sealed /* kept */ class {|MID0006:Module|} // kept
        {
        }
        """,
        """
        using ModuleIdentities;

        // Kept.
        [ModuleIdentity("a")]
        public sealed /* kept */ partial class Module // kept
        {
        }
        """);

    [Fact]
    public Task Class_without_modifiers() => VerifyAsync(
        """
        using ModuleIdentities;

        [ModuleIdentity("a")]
        class {|MID0006:Module|};
        """,
        """
        using ModuleIdentities;

        [ModuleIdentity("a")]
        partial class Module;
        """);

    [Fact]
    public Task All_classes_of_a_document_at_once() => VerifyAsync(
        """
        using ModuleIdentities;

        [ModuleIdentity("a")] class {|MID0006:First|};
        [ModuleIdentity("b")] internal class {|MID0006:Second|};
        """,
        """
        using ModuleIdentities;

        [ModuleIdentity("a")] partial class First;
        [ModuleIdentity("b")] internal partial class Second;
        """);

    [Fact]
    public Task Containing_types() => VerifyAsync(
        """
        using ModuleIdentities;

        public class {|MID0007:Outer|}
        {
            public partial struct Middle
            {
                [ModuleIdentity("a")] public partial class Module;
            }
        }
        """,
        """
        using ModuleIdentities;

        public partial class Outer
        {
            public partial struct Middle
            {
                [ModuleIdentity("a")] public partial class Module;
            }
        }
        """);

    private static Task VerifyAsync(string source, string fixedSource) => CodeFixTest.VerifyAsync<MakePartialCodeFixProvider>(source, fixedSource);
}
