using Quern.Connectors.Exchange;
using Quern.Connectors.Simulated.Faults;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Tests.Connectors.Simulated;

namespace Quern.Connectors.Tests.Binance;

/// <summary>Market data from the simulated venue: whatever happens to the sockets, the books that are proven are the venue's own.</summary>
[Trait("Category", "simulation")]
public sealed class VenueMarketDataTests
{
    private static VenueWorld World(int seed, double eventsPerSecond = 4)
    {
        var world = new VenueWorld(Venues.Busy(seed, eventsPerSecond));
        world.ConnectMarket();
        world.Until(() => world.Exchange.Subscriber.State is ConnectionState.Ready, 10);
        return world;
    }

    [Fact]
    public void The_fetched_instruments_are_the_venues_definitions()
    {
        using var world = new VenueWorld(Venues.Quiet);

        foreach (var listed in Venues.Quiet.Instruments)
        {
            Instrument read = world.Instruments.Single(i => i.Id == listed.Definition.Id);
            Assert.Equal(listed.Definition with { Fees = read.Fees }, read);
        }
    }

    [Theory, InlineData(1), InlineData(2)]
    public void After_minutes_every_level_is_the_venues(int seed)
    {
        using VenueWorld world = World(seed);

        world.Time.Advance(TimeSpan.FromMinutes(3));

        foreach (Instrument instrument in world.Instruments)
            world.AssertBookIsTrue(instrument);
        FeedCounters counters = world.Exchange.Subscriber.Counters;
        Assert.Equal((0, 0, 0), (counters.Gaps, counters.Malformed, counters.Reconnects));
        Assert.True(counters.DiffsApplied > 500 && counters.Trades > 20);
        Assert.All(world.Books.Values, book => Assert.True(book.Marks > 150));
    }

    [Theory, InlineData(3), InlineData(4)]
    public void A_missing_diff_is_noticed_and_mended_within_a_second(int seed)
    {
        using VenueWorld world = World(seed, eventsPerSecond: 30);

        for (int round = 1; round <= 5; round++)
        {
            // A diff older than the snapshot may be lost without harm: wait until the book is past it.
            world.Time.Advance(TimeSpan.FromSeconds(1));
            world.Venue.Faults.DropNextDiffs("BTCUSDT");
            world.Until(() => world.Exchange.Subscriber.Counters.Gaps == round, 5);
            world.Until(() => world.Books["BTCUSDT"].Book.State is BookState.Proven, 1);
        }

        Assert.All(world.Books.Where(b => b.Key != "BTCUSDT"), b => Assert.Equal(BookState.Proven, b.Value.Book.State));
        Assert.Equal(0, world.Exchange.Subscriber.Counters.Reconnects);
    }

    [Theory, InlineData(5), InlineData(6)]
    public void A_storm_of_disconnects_leaves_no_ghost_levels(int seed)
    {
        using VenueWorld world = World(seed);

        for (int round = 0; round < 20; round++)
        {
            world.Venue.Faults.Disconnect(SocketKind.Market);
            world.Time.Advance(TimeSpan.FromMilliseconds(300 + 137 * round));
        }

        world.Until(() => world.Exchange.Subscriber.State is ConnectionState.Ready, 30);
        foreach (Instrument instrument in world.Instruments)
            world.AssertBookIsTrue(instrument);
        Assert.True(world.Exchange.Subscriber.Counters.Reconnects >= 10);
    }

    [Fact]
    public void A_feed_that_falls_silent_is_broken_and_comes_back()
    {
        using VenueWorld world = World(7);
        foreach (Instrument instrument in world.Instruments)
            world.Venue.Faults.SilenceDepth(instrument.Id.Symbol);

        world.Until(() => world.Books.Values.All(b => b.Book.State is BookState.Broken), 15);
        foreach (Instrument instrument in world.Instruments)
            world.Venue.Faults.SilenceDepth(instrument.Id.Symbol, isSilent: false);

        world.Until(() => world.Exchange.Subscriber.State is ConnectionState.Ready, 30);
    }

    [Fact]
    public void A_partition_of_the_network_heals_into_true_books()
    {
        using VenueWorld world = World(8);

        world.Network.Partition();
        world.Time.Advance(TimeSpan.FromSeconds(20));
        world.Network.Heal();

        world.Until(() => world.Exchange.Subscriber.State is ConnectionState.Ready, 60);
        foreach (Instrument instrument in world.Instruments)
            world.AssertBookIsTrue(instrument);
    }

    [Fact]
    public void The_same_seed_brings_the_same_events_to_the_nanosecond()
    {
        static ulong[] Run(int seed)
        {
            using VenueWorld world = World(seed, eventsPerSecond: 30);
            world.Venue.Faults.Disconnect(SocketKind.Market);
            world.Time.Advance(TimeSpan.FromSeconds(30));
            return [.. world.Instruments.Select(i => world.Books[i.Id.Symbol].Hash)];
        }

        Assert.Equal(Run(9), Run(9));
        Assert.NotEqual(Run(9), Run(10));
    }

    [Fact]
    public void The_public_queries_say_what_the_venue_knows()
    {
        using VenueWorld world = World(11);

        Assert.Equal(world.Venue.Truth.Touch("BTCUSDT").IsTwoSided, world.Time.Await(world.Exchange.DataFetcher.GetTouch(world.Bitcoin, default)).IsTwoSided);
        Assert.Equal(3, world.Time.Await(world.Exchange.DataFetcher.GetMark(world.Bitcoin, default)).Count);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEmpty(world.Time.Await(world.Exchange.DataFetcher.GetTrades(world.Bitcoin, null, default)));
        Assert.InRange(world.Time.Await(world.Exchange.DataFetcher.GetServerTimeNs(default)) / 1_000_000 - world.Time.NowMs, -10, 10);
    }
}
