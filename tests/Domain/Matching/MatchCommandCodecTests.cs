using Quern.Domain.Matching;

namespace Quern.Domain.Tests.Matching;

[Trait("Category", "unit")]
public sealed class MatchCommandCodecTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        var commands = new RandomCommands(new Random(3), Mix.Everything | Mix.Scattered | Mix.Huge);
        Span<byte> bytes = stackalloc byte[MatchCommandCodec.Size];
        for (int step = 0; step < 5_000; step++)
        {
            MatchCommand command = commands.Next();
            bytes.Fill(0xFF);
            MatchCommandCodec.Write(in command, bytes);

            Assert.True(MatchCommandCodec.TryRead(bytes, out MatchCommand read));
            Assert.Equal(command, read);
        }
    }

    [Fact]
    public void The_bytes_of_version_one_stay_what_they_are()
    {
        MatchCommand command = MatchCommand.Limit(-2, Quern.Domain.Instruments.Side.Sell, 101, 7, owner: -3, postOnly: true) with { Display = 5 };
        byte[] bytes = new byte[MatchCommandCodec.Size];

        MatchCommandCodec.Write(in command, bytes);

        Assert.Equal(
            "0101010000010000" + "fdffffff00000000" + "feffffffffffffff" + "6500000000000000" + "0700000000000000" + "0500000000000000"
            + "0000000000000000" + "0000000000000000",
            Convert.ToHexStringLower(bytes));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(5, 4)]
    [InlineData(15, 1)]
    public void What_is_never_written_is_not_read(int offset, byte value)
    {
        byte[] bytes = new byte[MatchCommandCodec.Size];
        MatchCommandCodec.Write(MatchCommand.Cancel(1), bytes);
        bytes[offset] = value;

        Assert.False(MatchCommandCodec.TryRead(bytes, out _));
        Assert.False(MatchCommandCodec.TryRead(bytes.AsSpan(1), out _));
    }
}
