using Quern.Connectors.Ethereum.Abi;
using Quern.Domain.Numerics;

namespace Quern.Connectors.Tests.Ethereum;

[Trait("Category", "unit")]
public sealed class AbiTests
{
    [Fact]
    public void Values_that_do_not_fit_their_types_are_refused()
    {
        AbiFunction ticks = new("ticks(int24)");

        Assert.Throws<ArgumentException>(() => ticks.Encode(8_388_608L));
        Assert.Throws<ArgumentException>(() => ticks.Encode(-8_388_609L));
        Assert.Throws<ArgumentException>(() => ticks.Encode(1L, 2L));
        Assert.Throws<ArgumentException>(() => new AbiFunction("f(uint128)").Encode(UInt256.One << 128));
        Assert.Equal(36, ticks.Encode(-8_388_608L).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000020")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000000000000000000000000000000000000000000000000001")]
    public void Answers_that_point_outside_themselves_are_refused(string hex)
    {
        AbiFunction bytes = new("f()", "bytes");
        AbiFunction array = new("f()", "uint256[]");

        Assert.Throws<FormatException>(() => bytes.Decode(Convert.FromHexString(hex)));
        Assert.Throws<FormatException>(() => array.Decode(Convert.FromHexString(hex)));
    }

    [Fact]
    public void Dynamic_and_fixed_parts_read_back()
    {
        AbiFunction function = new("f((uint8,bytes)[],string,int24[2])", "(uint8,bytes)[],string,int24[2]");
        byte[] data = function.Encode(
            AbiValue.List(AbiValue.List(7UL, new byte[] { 1, 2, 3 }), AbiValue.List(8UL, Array.Empty<byte>())),
            "Price slippage check",
            AbiValue.List(-5L, 6L));

        var values = function.Decode(data.AsSpan(4));

        Assert.Equal([1, 2, 3], values[0].Items[0].Items[1].Bytes);
        Assert.Equal(8u, values[0].Items[1].Items[0].UInt32);
        Assert.Equal("Price slippage check", values[1].Text);
        Assert.Equal((-5, 6), (values[2].Items[0].Int32, values[2].Items[1].Int32));
    }

    [Fact]
    public void A_revert_is_told_in_words()
    {
        byte[] text = new AbiFunction("Error(string)").Encode("Too little received");
        byte[] panic = new AbiFunction("Panic(uint256)").Encode(0x11UL);

        Assert.Equal("Too little received", Revert.Describe(text));
        Assert.Equal("panic 0x11", Revert.Describe(panic));
        Assert.Equal("", Revert.Describe([]));
        Assert.Equal("custom error 0x01020304", Revert.Describe([1, 2, 3, 4, 5]));
        Assert.Equal("malformed Error(string)", Revert.Describe(text.AsSpan(0, 40)));
    }
}
