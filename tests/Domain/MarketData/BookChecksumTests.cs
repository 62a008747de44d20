using System.Text;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using static Quern.Domain.Tests.MarketData.Feed;

namespace Quern.Domain.Tests.MarketData;

[Trait("Category", "unit")]
public sealed class BookChecksumTests
{
    private readonly L2Book _book = new();

    [Fact]
    public void The_crc_is_the_one_everybody_means() =>
        Assert.Equal((0u, 0xCBF43926u), (Crc32.Append(0, []), Crc32.Append(Crc32.Append(0, "1234"u8), "56789"u8)));

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void The_crc_of_eight_bytes_at_a_step_is_that_of_single_bits(int seed)
    {
        var random = new Random(seed);
        for (int length = 0; length < 100; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            int cut = random.Next(length + 1);

            Assert.Equal(BitByBit(bytes), Crc32.Append(0, bytes));
            Assert.Equal(BitByBit(bytes), Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        }
    }

    [Fact]
    public void Kraken_s_own_example_comes_out()
    {
        // Prices 0.05005 … and sizes of 0.00000500, at five and eight decimals (web-socket API v1, "Book checksum").
        long[] asks = [5005, 5010, 5015, 5020, 5025, 5030, 5035, 5040, 5045, 5050];
        long[] bids = [5000, 4995, 4990, 4980, 4975, 4970, 4965, 4960, 4955, 4950];
        _book.Apply(Snapshot(1, [.. asks.Select(price => Ask(price, 500)), .. bids.Select(price => Bid(price, 500)), Ask(9000, 1), Bid(1, 1)]));

        Assert.Equal(974947235u, BookChecksum.Kraken(new BookTexts(new(5, 5), new(8, 8)).Of(_book)));
    }

    [Theory]
    [InlineData(5, 8), InlineData(8, 10), InlineData(1, 2)]
    public void A_tick_of_another_scale_than_the_pair_s_does_not_change_the_text(int priceScale, int sizeScale)
    {
        long Scaled(string text, int scale) => (long)(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture) * (decimal)Math.Pow(10, scale));
        _book.Apply(Snapshot(
            1,
            Ask(Scaled("56218.3", priceScale), Scaled("0.15", sizeScale)),
            Bid(Scaled("50000", priceScale), Scaled("7", sizeScale))));

        uint expected = Crc32.Append(0, "5621830000150000005000000000700000000"u8);

        Assert.Equal(expected, BookChecksum.Kraken(new BookTexts(new(priceScale, 5), new(sizeScale, 8)).Of(_book)));
    }

    [Fact]
    public void OKX_s_own_examples_come_out()
    {
        var texts = new BookTexts(new(1, 0), new(0, 0));
        _book.Apply(Snapshot(1, Bid(33661, 7), Bid(33660, 6), Ask(33668, 9), Ask(33680, 8)));
        Assert.Equal(-1881014294, BookChecksum.Okx(texts.Of(_book)));

        _book.Apply(Snapshot(2, Bid(33661, 7), Ask(33668, 9), Ask(33680, 8), Ask(33720, 8)));
        Assert.Equal(831078360, BookChecksum.Okx(texts.Of(_book)));
    }

    [Fact]
    public void OKX_counts_25_levels_and_begins_without_a_colon_when_there_are_no_bids()
    {
        var texts = new BookTexts(new(0, 0), new(0, 0));
        _book.Apply(Snapshot(1, [.. Enumerable.Range(1, 40).Select(price => Ask(price, 2))]));
        string text = string.Join(':', Enumerable.Range(1, 25).Select(price => $"{price}:2"));

        Assert.Equal(Crc32.Append(0, Encoding.ASCII.GetBytes(text)), (uint)BookChecksum.Okx(texts.Of(_book)));
        Assert.Equal(0, BookChecksum.Okx(texts.Of(new L2Book())));
    }

    [Theory]
    [InlineData(2, 2, 10020, "100.20", true)]
    [InlineData(2, 0, 10020, "100.2", true)]
    [InlineData(2, 0, 10000, "100", true)]
    [InlineData(2, 4, 10020, "100.2000", true)]
    [InlineData(4, 2, 10020, "1.002", true)]
    [InlineData(2, 0, 10020, "100.20", false)]
    [InlineData(2, 2, 10020, "100.2", false)]
    [InlineData(8, 8, 5, "0.00000005", true)]
    public void A_feed_s_way_of_writing_is_recognised(int scale, int decimals, long value, string text, bool isIts) =>
        Assert.Equal(isIts, new WrittenNumber(scale, decimals).Wrote(Encoding.ASCII.GetBytes(text), value));

    [Fact]
    public void Checksums_allocate_nothing()
    {
        var kraken = new BookTexts(new(5, 5), new(8, 8));
        var okx = new BookTexts(new(5, 0), new(8, 0));
        _book.Apply(Snapshot(1, [.. Enumerable.Range(1, 40).Select(price => Ask(50_000 + price, 2)), Bid(49_000, 10)]));

        Assert.Equal(0, SteadyState.AllocatedBytes(() => _ = BookChecksum.Kraken(kraken.Of(_book)) ^ BookChecksum.Okx(okx.Of(_book))));
    }

    private static uint BitByBit(byte[] bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            sum ^= value;
            for (int bit = 0; bit < 8; bit++)
                sum = (sum & 1) == 1 ? sum >> 1 ^ 0xEDB88320 : sum >> 1;
        }

        return ~sum;
    }
}
