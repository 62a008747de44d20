using Quern.Domain.MarketData;
using Quern.Tests;

namespace Quern.Domain.Tests.MarketData;

public sealed class MicropriceTests(ITestOutputHelper print)
{
    private const int Buckets = 10;

    [Fact, Trait("Category", "unit")]
    public void Before_it_learned_it_is_the_mid()
    {
        var microprice = new Microprice();
        microprice.Fit();

        Assert.Equal(100.5, microprice.At(Top(100, 9, 101, 1)));
        Assert.True(double.IsNaN(microprice.At(Top(100, 9, 101, 0))));
    }

    // The imbalance b is drawn anew at each step; half of the steps move the mid by a tick, up with the chance that b's middle says.
    [Theory, Trait("Category", "property")]
    [InlineData(1), InlineData(2)]
    public void It_finds_the_move_that_the_imbalance_foretells(int seed)
    {
        var microprice = new Microprice(Buckets, spreads: 1);
        var random = new Random(seed);
        long bid = 1000;
        int bucket = 5;
        for (int i = 0; i < 200_000; i++)
        {
            microprice.Learn(Top(bid, 2 * bucket + 1, bid + 1, 2 * Buckets - 2 * bucket - 1));
            if (random.Next(2) == 0)
                bid += random.NextDouble() < (bucket + 0.5) / Buckets ? 1 : -1;
            bucket = random.Next(Buckets);
        }

        microprice.Fit();

        for (int b = 0; b < Buckets; b++)
        {
            double expected = 0.5 * (2 * (b + 0.5) / Buckets - 1);
            double learned = microprice.At(Top(0, 2 * b + 1, 1, 2 * Buckets - 2 * b - 1)) - 0.5;
            Assert.InRange(learned, expected - 0.02, expected + 0.02);
        }
    }

    [Fact, Trait("Category", "unit")]
    public void It_is_symmetric_whatever_it_saw()
    {
        var microprice = new Microprice(Buckets);
        var random = new Random(3);
        for (int i = 0; i < 5_000; i++)
            microprice.Learn(Top(1000 + i / 10, random.Next(1, 100), 1001 + i / 10 + random.Next(3), random.Next(1, 100)));
        microprice.Fit();

        for (int size = 5; size < 100; size += 10)
        {
            double up = microprice.At(Top(0, size, 2, 100 - size)) - 1;
            double down = microprice.At(Top(0, 100 - size, 2, size)) - 1;
            Assert.Equal(up, -down, 9);
        }
    }

    [Fact, Trait("Category", "golden")]
    public void On_a_recording_the_next_move_of_the_mid_mostly_goes_its_way()
    {
        string folder = TestData.Require("crypto-l2", "binance-recordings");
        string file = Directory.GetFiles(folder, "usdm_*.gz").Order(StringComparer.Ordinal).First();
        var replay = new RecordingReplay(SequenceRule.PreviousFinal);
        replay.Read(file);
        TopOfBook[] tops = [.. replay.Tickers.Select(ticker => new TopOfBook(ticker.Touch, BookState.Proven, ticker.UpdateId, 0, 0))];
        int half = tops.Length / 2;

        var microprice = new Microprice(incrementTicks: 1_000_000);
        foreach (TopOfBook top in tops[..half])
            microprice.Learn(in top);
        microprice.Fit();

        (int foretold, int moves) = (0, 0);
        for (int i = half; i < tops.Length - 1; i++)
        {
            double mid = tops[i].MidTicks;
            double next = tops.Skip(i + 1).Select(top => top.MidTicks).FirstOrDefault(later => later != mid, mid);
            moves += next == mid ? 0 : 1;
            foretold += Math.Sign(next - mid) == Math.Sign(microprice.At(in tops[i]) - mid) ? 1 : 0;
        }

        print.WriteLine($"{microprice.Steps} steps learned; {foretold} of {moves} next moves went the way of the microprice");
        Assert.True(foretold > 0.6 * moves, $"{foretold} of {moves}");
    }

    [Fact, Trait("Category", "unit")]
    public void Learning_and_fitting_allocate_nothing()
    {
        var microprice = new Microprice();
        int i = 0;

        Assert.Equal(0, SteadyState.AllocatedBytes(() =>
        {
            for (int step = 0; step < 100; step++, i++)
                microprice.Learn(Top(1000 + i % 3, 1 + i % 7, 1002 + i % 3, 1 + i % 5));
            microprice.Fit();
            microprice.At(Top(1000, 1, 1002, 3));
        }));
    }

    private static TopOfBook Top(long bid, long bidLots, long ask, long askLots) =>
        new(Feed.Touch(bid, bidLots, ask, askLots), BookState.Proven, 1, 0, 0);
}
