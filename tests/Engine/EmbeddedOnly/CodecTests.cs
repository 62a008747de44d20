using System.Collections.Immutable;
using Quern.Engine.Serialization;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.EmbeddedOnly;

[Trait("Category", "unit")]
public sealed class CodecTests
{
    [Fact]
    public void Bytes_of_a_message_never_change()
    {
        Assert.Equal("01 01 0A 02 04 74 77 6F 00", Hex(new Box(5, "two")));
    }

    [Theory]
    [InlineData(0L, "00")]
    [InlineData(-1L, "01")]
    [InlineData(1L, "02")]
    [InlineData(63L, "7E")]
    [InlineData(64L, "80 01")]
    [InlineData(long.MaxValue, "FE FF FF FF FF FF FF FF FF 01")]
    [InlineData(long.MinValue, "FF FF FF FF FF FF FF FF FF 01")]
    public void Signed_integers_are_zigzagged_groups_of_seven_bits(long value, string bytes) => Assert.Equal(bytes, Hex(value));

    [Fact]
    public void Equal_dictionaries_give_equal_bytes_whatever_their_history()
    {
        Dictionary<string, int> one = new() { ["a"] = 1, ["b"] = 2, ["c"] = 3 };
        Dictionary<string, int> other = new() { ["c"] = 3, ["x"] = 9, ["a"] = 1 };
        other.Remove("x");
        other["b"] = 2;

        Assert.Equal(Hex(one), Hex(other));
        Assert.Equal(Hex(one.ToImmutableDictionary()), Hex(other.ToImmutableDictionary()));
        Assert.Equal(Hex<HashSet<string>>(["a", "b"]), Hex<HashSet<string>>(["b", "a"]));
    }

    [Fact]
    public void What_can_not_change_is_shared_and_what_can_is_copied()
    {
        var circle = new Circle("c", 1);
        var polygon = new Polygon("p", [new(1, 2)]);
        var box = new Box(1, "x");

        Assert.Same(box, CodecOf<Box?>.Value.Copy(box));
        Assert.NotSame(circle, CodecOf<Shape?>.Value.Copy(circle));
        var copy = (Polygon)CodecOf<Shape?>.Value.Copy(polygon)!;
        Assert.NotSame(polygon.Corners, copy.Corners);
        Assert.Equal(polygon.Corners, copy.Corners);
        Assert.True(CodecOf<Positional>.Value.IsImmutable);
        Assert.True(CodecOf<ImmutableArray<Positional>>.Value.IsImmutable);
        Assert.False(CodecOf<List<int>?>.Value.IsImmutable);
    }

    [Fact]
    public void A_member_that_this_build_does_not_know_is_refused_by_number()
    {
        var reader = new CanonicalReader(new byte[] { 1, 9, 0 });

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => CodecOf<Box?>.Value.Read(reader));

        Assert.Contains("no member with id 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_is_missing_has_its_default()
    {
        Box? read = CodecOf<Box?>.Value.Read(new CanonicalReader(new byte[] { 1, 1, 4, 0 }));

        Assert.Equal(new Box(2, null!), read);
    }

    [Fact]
    public void A_count_larger_than_the_bytes_that_are_left_is_refused()
    {
        byte[] bytes = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F];

        Assert.Throws<InvalidDataException>(() => CodecOf<List<int>?>.Value.Read(new CanonicalReader(bytes)));
        Assert.Throws<EndOfStreamException>(() => CodecOf<string?>.Value.Read(new CanonicalReader(new byte[] { 9, 1 })));
    }

    [Fact]
    public void Ten_thousand_random_inputs_are_read_or_refused()
    {
        var random = new Quern.Engine.Simulation.SeededRandom(11);
        for (int attempt = 0; attempt < 10_000; attempt++)
        {
            byte[] bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            Exception? error = Record.Exception(() => CodecOf<EveryType?>.Value.Read(new CanonicalReader(bytes)));
            Assert.True(
                error is null or IOException or InvalidDataException or OverflowException or ArgumentException or Orleans.Serialization.SerializerException,
                error?.ToString());
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Whatever_is_written_is_read_again(int seed)
    {
        var random = new Quern.Engine.Simulation.SeededRandom((ulong)seed);
        for (int attempt = 0; attempt < 1_000; attempt++)
        {
            (long, ulong, Int128, decimal) numbers = (
                random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64), random.NextUInt64() >> random.Next(64),
                new Int128(random.NextUInt64(), random.NextUInt64()) >> random.Next(128), new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29)));

            Assert.Equal(numbers, RoundTrip(numbers));
        }
    }

    private static T RoundTrip<T>(T value)
    {
        var writer = new CanonicalWriter();
        CodecOf<T>.Value.Write(writer, value);
        var reader = new CanonicalReader(writer.Written.ToArray());
        T read = CodecOf<T>.Value.Read(reader);
        Assert.Equal(0, reader.Remaining);
        return read;
    }

    private static string Hex<T>(T value)
    {
        var writer = new CanonicalWriter();
        CodecOf<T>.Value.Write(writer, value);
        return string.Join(' ', writer.Written.ToArray().Select(one => one.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));
    }
}

[GenerateSerializer, Alias("tests.box")]
public sealed record Box(int Number, string Text);
