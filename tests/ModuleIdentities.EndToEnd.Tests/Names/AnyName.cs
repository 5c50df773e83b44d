using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.EndToEnd.Tests.Names;

/// <summary>Strings at the edges of what a name may be, and any others.</summary>
internal static class AnyName
{
    private const string Edges = "$.#+;/?*%&=@:'!(),-_\\\"<>{}[]|~^` \t\n\0\u001F\u007F\u0085\u00A0\u0301\u200B\uD83D\uDE00\uFFFFüéａ٣";

    private static readonly int[] Lengths = [1, 63, 64, 65, 127, 128, 129, 200, 511, 512, 513, 1023, 1024, 1025];

    private static readonly Gen<string> OfEdges =
        Gen.Elements((Edges + "aZ09").ToCharArray()).ArrayOf().Select(static characters => new string(characters));

    private static readonly Gen<string> Long =
        from length in Gen.Elements(Lengths)
        from filling in Gen.Elements('a', '9', '-', 'ü', '\u4E2D')
        from edge in Gen.Elements((Edges + "aaaaaaaaaa").ToCharArray())
        from place in Gen.Choose(0, length - 1)
        select new string(filling, length).Remove(place, 1).Insert(place, edge.ToString());

    private static readonly Gen<string> Names =
        from characters in Gen.Elements("abcXYZ019-_%.".ToCharArray()).NonEmptyListOf()
        from prefix in Gen.Elements("", "", "", "$", ".", " ", "\uD83D\uDE00")
        select prefix + string.Concat(characters);

    /// <summary>A number of them, with those that every run must see.</summary>
    public static IReadOnlyList<string> Sample(int count) =>
    [
        "", ".", "..", "...", "$", "$edgeAgent", "$version", "$metadata", "%2e", "%41", "a/b", "a*b", "😀", "\uD83D", "a\uDE00",
        .. Enumerable.Range(0, 128).Select(static code => $"a{(char)code}"),
        .. Lengths.SelectMany(static length => new[] { new string('a', length), new string('ü', length) }),
        .. Gen.OneOf(OfEdges, Long, Names, ArbMap.Default.GeneratorFor<NonNull<string>>().Select(static text => text.Get)).Sample(count),
    ];
}
