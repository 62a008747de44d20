using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.MarketData;

public sealed class DepthSyncTests
{
    private readonly MarketEventBuffer _output = new();
    private readonly L2Book _book = new();

    [Theory, Trait("Category", "unit")]
    [InlineData(90, 100, "the snapshot holds the diff's last change")]
    [InlineData(100, 110, "the snapshot holds the diff's first change")]
    [InlineData(95, 105, "the snapshot lies within the diff")]
    public void The_first_previous_final_diff_must_hold_the_snapshot_id(long first, long final, string why)
    {
        DepthSync sync = PreviousFinal();

        Diff(sync, 80, 89, 70);
        Diff(sync, first, final, 89);
        Snapshot(sync, 100);

        Assert.True(sync.State is DepthSyncState.Chained, why);
        Assert.Equal((1, 1, final), (sync.Dropped, sync.Applied, _book.Sequence));
        Assert.Equal(BookState.Proven, _book.State);
    }

    [Fact, Trait("Category", "unit")]
    public void A_snapshot_that_is_exactly_the_previous_final_proves_the_chain_too()
    {
        DepthSync sync = PreviousFinal();

        Snapshot(sync, 100);
        Diff(sync, 105, 110, 100);

        Assert.Equal((DepthSyncState.Chained, 110L), (sync.State, _book.Sequence));
    }

    [Theory, Trait("Category", "unit")]
    [InlineData(95, 101, true)]
    [InlineData(101, 105, true)]
    [InlineData(102, 105, false)]
    public void The_first_next_first_diff_must_hold_the_id_after_the_snapshot(long first, long final, bool bridges)
    {
        DepthSync sync = NextFirst();

        Diff(sync, 90, 100);
        Diff(sync, first, final);
        Snapshot(sync, 100);

        Assert.Equal(bridges ? DepthSyncState.Chained : DepthSyncState.NeedsSnapshot, sync.State);
        Assert.Equal((1, bridges ? 1 : 0, bridges ? 0 : 1), (sync.Dropped, sync.Applied, sync.SnapshotsTooOld));
    }

    [Fact, Trait("Category", "unit")]
    public void A_snapshot_before_any_diff_waits_for_its_bridge()
    {
        DepthSync sync = NextFirst();

        Snapshot(sync, 100);
        Assert.Equal((DepthSyncState.Bridging, BookState.Empty), (sync.State, _book.State));

        Diff(sync, 101, 103);
        Assert.Equal((DepthSyncState.Chained, BookState.Proven), (sync.State, _book.State));
        Assert.Equal(new Quantity(103), _book.SizeAt(Side.Buy, new Price(101)));
    }

    [Fact, Trait("Category", "unit")]
    public void A_snapshot_newer_than_a_live_stream_stands_alone()
    {
        DepthSync sync = NextFirst();

        Diff(sync, 90, 100);
        Snapshot(sync, 100);

        Assert.Equal((DepthSyncState.Bridging, BookState.Proven, 100L), (sync.State, _book.State, _book.Sequence));
        Diff(sync, 101, 103);
        Assert.Equal((DepthSyncState.Chained, 103L), (sync.State, _book.Sequence));
    }

    [Fact, Trait("Category", "unit")]
    public void A_snapshot_that_is_too_old_asks_for_another_and_keeps_the_diffs()
    {
        DepthSync sync = PreviousFinal();

        Diff(sync, 105, 110, 99);
        Diff(sync, 115, 120, 110);
        Snapshot(sync, 90);

        Assert.Equal((true, 1L, BookState.Empty), (sync.NeedsSnapshot, sync.SnapshotsTooOld, _book.State));

        Snapshot(sync, 107);
        Assert.Equal((DepthSyncState.Chained, 2L, 120L), (sync.State, sync.Applied, _book.Sequence));
    }

    [Theory, Trait("Category", "unit")]
    [InlineData(SequenceRule.PreviousFinal)]
    [InlineData(SequenceRule.NextFirst)]
    public void A_gap_breaks_the_book_and_the_next_snapshot_mends_it(SequenceRule rule)
    {
        var sync = new DepthSync(rule);
        Snapshot(sync, 100);
        Diff(sync, 101, 103, 100);

        Diff(sync, 106, 108, 105);

        Assert.Equal((true, 1L, BookState.Broken), (sync.NeedsSnapshot, sync.Gaps, _book.State));

        Diff(sync, 109, 111, 108);
        Snapshot(sync, 107);

        Assert.Equal((DepthSyncState.Chained, BookState.Proven, 111L), (sync.State, _book.State, _book.Sequence));
        Assert.Equal(1, sync.Gaps);
    }

    [Fact, Trait("Category", "unit")]
    public void A_gap_among_the_waiting_diffs_is_found()
    {
        DepthSync sync = NextFirst();

        Diff(sync, 101, 103);
        Diff(sync, 106, 108);
        Snapshot(sync, 100);

        Assert.Equal((true, 1L, BookState.Broken), (sync.NeedsSnapshot, sync.Gaps, _book.State));

        Snapshot(sync, 105);
        Assert.Equal((DepthSyncState.Chained, 108L), (sync.State, _book.Sequence));
    }

    [Fact, Trait("Category", "unit")]
    public void A_repeated_diff_is_dropped_and_an_older_one_is_a_gap()
    {
        DepthSync sync = NextFirst();
        Snapshot(sync, 100);
        Diff(sync, 101, 103);
        Diff(sync, 104, 106);

        Diff(sync, 104, 106);
        Assert.Equal((1L, 0L, BookState.Proven), (sync.Dropped, sync.Gaps, _book.State));

        Diff(sync, 101, 103);
        Assert.Equal((1L, BookState.Broken), (sync.Gaps, _book.State));
    }

    [Fact, Trait("Category", "unit")]
    public void A_snapshot_while_the_chain_holds_changes_nothing()
    {
        DepthSync sync = NextFirst();
        Snapshot(sync, 100);
        Diff(sync, 101, 103);

        sync.OnSnapshot(102, [new(Side.Buy, 1, 1)], default, _output);

        Assert.Equal((DepthSyncState.Chained, 103L, 0), (sync.State, sync.Sequence, _output.Count));
    }

    [Fact, Trait("Category", "unit")]
    public void A_lost_socket_breaks_a_published_book_and_forgets_the_rest()
    {
        DepthSync sync = NextFirst();
        Diff(sync, 90, 95);
        Reset(sync);
        Assert.Equal(BookState.Empty, _book.State);

        Snapshot(sync, 100);
        Diff(sync, 101, 103);
        Reset(sync);

        Assert.Equal((true, BookState.Broken), (sync.NeedsSnapshot, _book.State));
    }

    [Fact, Trait("Category", "unit")]
    public void Diffs_that_wait_too_long_are_forgotten_and_counted()
    {
        var sync = new DepthSync(SequenceRule.NextFirst, maxPendingLevels: 3);

        for (int i = 0; i < 5; i++)
            Diff(sync, 100 + i, 100 + i);
        Snapshot(sync, 103);

        Assert.Equal(3, sync.Forgotten);
        Assert.Equal((DepthSyncState.Chained, 104L), (sync.State, _book.Sequence));
    }

    [Theory, Trait("Category", "property")]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void Whatever_is_lost_a_proven_book_is_the_true_book(int seed)
    {
        var random = new Random(seed);
        DepthSync sync = NextFirst();
        var truth = new SortedDictionary<long, long>();
        long id = 0;
        int proven = 0;

        for (int step = 0; step < 50_000; step++)
        {
            long first = id + 1;
            id += random.Next(1, 4);
            var level = new DepthLevel(Side.Buy, random.Next(1, 50), random.Next(3));
            truth[level.Ticks] = level.Lots;
            if (random.Next(200) != 0)
                sync.OnDiff(new(first, id, 0, default), [level], _output);
            if (sync.NeedsSnapshot && random.Next(5) == 0)
                sync.OnSnapshot(id, [.. truth.Where(l => l.Value > 0).Select(l => new DepthLevel(Side.Buy, l.Key, l.Value))], default, _output);
            Drain();

            if (_book.State is not BookState.Proven || _book.Sequence != id)
                continue;
            proven++;
            Assert.Equal(truth.Count(l => l.Value > 0), _book.BidCount);
            Assert.All(truth, l => Assert.Equal(l.Value, _book.SizeAt(Side.Buy, new Price(l.Key)).Lots));
        }

        Assert.True(sync.Gaps > 100 && proven > 20_000, $"{sync.Gaps} gaps, {proven} proven");
    }

    [Fact, Trait("Category", "unit")]
    public void A_chained_stream_and_a_re_sync_allocate_nothing()
    {
        DepthSync sync = NextFirst();
        var levels = new DepthLevel[50];
        for (int i = 0; i < levels.Length; i++)
            levels[i] = new(Side.Buy, i + 1, 5);
        long id = 0;

        long bytes = SteadyState.AllocatedBytes(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                id += i == 50 ? 2 : 1;
                sync.OnDiff(new(id, id, 0, default), levels, _output);
                if (i is 10 or 60)
                    sync.OnSnapshot(id - 3, levels, default, _output);
                Drain();
            }
        });

        Assert.Equal(0, bytes);
        Assert.Equal(DepthSyncState.Chained, sync.State);
    }

    private static DepthSync PreviousFinal() => new(SequenceRule.PreviousFinal);

    private static DepthSync NextFirst() => new(SequenceRule.NextFirst);

    // Each diff sets the bid at its first id to a size of its final id.
    private void Diff(DepthSync sync, long first, long final, long previousFinal = 0)
    {
        sync.OnDiff(new(first, final, previousFinal, default), [new(Side.Buy, first, final)], _output);
        Drain();
    }

    private void Snapshot(DepthSync sync, long id)
    {
        sync.OnSnapshot(id, [new(Side.Buy, 1, id), new(Side.Sell, 1_000, id)], default, _output);
        Drain();
    }

    private void Reset(DepthSync sync)
    {
        sync.Reset(default, _output);
        Drain();
    }

    private void Drain()
    {
        _book.Apply(_output.Events);
        _output.Clear();
    }
}
