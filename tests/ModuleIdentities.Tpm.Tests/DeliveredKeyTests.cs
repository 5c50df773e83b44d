using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tpm.Tests;

public sealed class DeliveredKeyTests
{
    [Fact]
    public void Reads_the_five_parts_in_their_order() => Prop.ForAll<byte[], byte[], byte[]>((first, second, third) =>
    {
        byte[] content = [.. Sized(first), .. Sized(second), .. Sized(third), .. Sized(first), .. Sized(second), .. Sized([1, 2, 3])];

        DeliveredKey? key = DeliveredKey.TryRead(content);

        return key is not null && key.Credential.SequenceEqual(first) && key.CredentialSecret.SequenceEqual(second) && key.Duplicate.SequenceEqual(third)
            && key.DuplicateSeed.SequenceEqual(first) && key.PublicArea.SequenceEqual(Sized(second));
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void What_is_cut_off_is_no_key() => Prop.ForAll<byte[], int>((part, cut) =>
    {
        byte[] content = [.. Sized(part), .. Sized(part), .. Sized(part), .. Sized(part), .. Sized(part)];

        return DeliveredKey.TryRead(content.AsSpan(0, (int)((uint)cut % content.Length))) is null;
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Any_bytes_are_read_or_refused() => Prop.ForAll<byte[]>(content => DeliveredKey.TryRead(content) is null or { PublicArea.Length: >= 2 })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(64));

    private static byte[] Sized(byte[] content) => [(byte)(content.Length >> 8), (byte)content.Length, .. content];
}
