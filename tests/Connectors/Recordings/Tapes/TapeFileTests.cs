using System.Text;
using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Tests.Recordings.Tapes;

[Trait("Category", "unit")]
public sealed class TapeFileTests : IDisposable
{
    private static readonly byte[] Text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 3000).Select(n => $"{n * 7919 % 1000},")));

    private readonly TemporaryRecording _folder = new();

    [Theory]
    [InlineData(".bin"), InlineData(".bin.gz"), InlineData(".bin.GZ"), InlineData(".dbn.zst")]
    public void The_ending_says_how_a_file_is_packed(string ending)
    {
        byte[] packed = ending.ToUpperInvariant() switch
        {
            ".BIN.GZ" => Packing.Gzip(Text),
            ".DBN.ZST" => Packing.ZstdFrame(Text),
            _ => Text,
        };
        SkipWithoutZstd(ending);

        using var file = new TapeFile(_folder.WriteRaw(packed, ending));

        Assert.Equal(Text, ReadAll(file));
        Assert.Equal((1.0, packed.Length), (file.Progress, file.Length));
    }

    [Fact]
    public void Members_of_a_gzip_file_follow_each_other()
    {
        byte[] packed = [.. Packing.Gzip(Text), .. EmptyMember, .. Packing.Gzip([1, 2, 3]), .. MemberWithAName, .. EmptyMember];

        Assert.Equal([.. Text, 1, 2, 3], ReadAll(packed, ".gz"));
    }

    [Fact]
    public void A_gzip_file_of_many_members_cut_inside_any_of_them_is_damaged()
    {
        byte[] one = Packing.Gzip(Text[..40]);
        byte[] packed = [.. one, .. EmptyMember, .. one];
        int[] whole = [one.Length, one.Length + EmptyMember.Length, packed.Length];

        for (int length = 0; length <= packed.Length; length++)
            Assert.Equal(whole.Contains(length), IsWhole(packed[..length], ".gz"));
    }

    [Fact]
    public void One_wrong_bit_in_a_gzip_trailer_or_anything_after_it_is_found()
    {
        byte[] packed = Packing.Gzip(Text);
        for (int bit = 0; bit < 64; bit++)
        {
            byte[] wrong = [.. packed];
            wrong[packed.Length - 8 + bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(IsWhole(wrong, ".gz"));
        }

        Assert.False(IsWhole([.. packed, 0], ".gz"));
        Assert.False(IsWhole([.. packed, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], ".gz"));
        Assert.False(IsWhole(Text, ".gz"));
    }

    [Fact]
    public void A_zstandard_file_cut_anywhere_inside_a_frame_is_damaged()
    {
        SkipWithoutZstd(".zst");
        byte[] one = Packing.ZstdFrame(Text[..90], 40);
        byte[] packed = [.. one, .. one];

        for (int length = 0; length <= packed.Length; length++)
            Assert.Equal(length == one.Length || length == packed.Length, IsWhole(packed[..length], ".zst"));
        Assert.Equal([.. Text[..90], .. Text[..90]], ReadAll(packed, ".zst"));
    }

    [Fact]
    public void A_zstandard_frame_of_a_giant_window_is_refused()
    {
        SkipWithoutZstd(".zst");

        Assert.True(IsWhole(Packing.ZstdFrameOfWindow(27), ".zst"));
        Assert.False(IsWhole(Packing.ZstdFrameOfWindow(28), ".zst"));
    }

    [Fact]
    public void No_library_is_no_crash() => Assert.Null(ZstdLibrary.Load(["no-such-library-anywhere", "libc.so.6"]));

    // As block gzip ends a file: a member that unpacks to nothing.
    private static byte[] EmptyMember => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    // Extra field of two bytes, a name, a comment and a checksum of the head.
    private static byte[] MemberWithAName =>
        [0x1F, 0x8B, 8, 4 | 8 | 16 | 2, 0, 0, 0, 0, 0, 255, 2, 0, 7, 7, (byte)'a', 0, (byte)'b', 0, 9, 9, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static void SkipWithoutZstd(string ending)
    {
        if (ending.EndsWith(".zst", StringComparison.Ordinal) && ZstdLibrary.Loaded is null)
            Assert.Skip("This machine has no libzstd.");
    }

    private byte[] ReadAll(byte[] packed, string ending)
    {
        using var file = new TapeFile(_folder.WriteRaw(packed, ending));
        return ReadAll(file);
    }

    private static byte[] ReadAll(TapeFile file)
    {
        var all = new List<byte>();
        var some = new byte[777];
        for (int read = file.Read(some); read > 0; read = file.Read(some))
            all.AddRange(some[..read]);
        return [.. all];
    }

    private bool IsWhole(byte[] packed, string ending)
    {
        try
        {
            ReadAll(packed, ending);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    public void Dispose() => _folder.Dispose();
}
