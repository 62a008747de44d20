using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using Orleans.Streams;
using Quern.Connectors.Transport;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.MarketData;
using Quern.Grains.Strategies;
using Quern.Grains.Tests.Journal;

namespace Quern.Grains.Tests.Strategies;

[Trait("Category", "unit")]
public sealed class FeedFollowerTests
{
    private readonly HandClock _time = new();
    private readonly List<string> _taken = [];
    private readonly KnowingBook _book;
    private readonly HeldStream _stream;
    private readonly FeedFollower _follower;

    public FeedFollowerTests()
    {
        _book = (KnowingBook)DispatchProxy.Create<IOrderBookGrain, KnowingBook>();
        _stream = (HeldStream)DispatchProxy.Create<IAsyncStream<FeedUpdate>, HeldStream>();
        _follower = new(
            (IAsyncStream<FeedUpdate>)(object)_stream, (IOrderBookGrain)(object)_book,
            update =>
            {
                _taken.Add($"{update.Life}/{update.Publication}");
                return Task.CompletedTask;
            },
            new ReceiveClock(_time), NullLogger.Instance);
    }

    [Fact]
    public async Task What_comes_in_order_is_taken_and_repeats_are_not()
    {
        await Begin(life: 7);

        await Stream(7, 1, 2, 2, 1, 3);

        Assert.Equal(["7/0", "7/1", "7/2", "7/3"], _taken);
        Assert.Equal(["0/0"], _book.Asked);
    }

    [Fact]
    public async Task A_gap_is_filled_by_the_book_itself()
    {
        await Begin(life: 7);
        await Stream(7, 1);
        _book.Publication = 5;

        await Stream(7, 4, 5, 6);

        Assert.Equal(["7/0", "7/1", "7/5", "7/6"], _taken);
        Assert.Equal(["0/0", "7/1"], _book.Asked);
    }

    [Fact]
    public async Task A_stream_that_holds_everything_back_is_noticed_within_a_second()
    {
        await Begin(life: 7);
        _book.Publication = 9;

        for (int looks = 0; looks < 3; looks++)
        {
            _time.Advance(FeedFollower.LookEvery);
            await _follower.Look();
        }

        Assert.Equal(["7/0", "7/9"], _taken);
        await Stream(7, 1, 2, 9, 10);
        Assert.Equal(["7/0", "7/9", "7/10"], _taken);
    }

    [Fact]
    public async Task What_waited_in_the_stream_from_lives_before_is_not_believed()
    {
        await Begin(life: 7);
        await Stream(7, 1);

        await Stream(5, 117, 118);
        await Stream(6, 1);
        await Stream(7, 2);

        Assert.Equal(["7/0", "7/1", "7/2"], _taken);
        Assert.Equal(["0/0", "7/1", "7/1"], _book.Asked);
    }

    [Fact]
    public async Task The_next_life_of_the_book_is_followed_once_the_book_says_so()
    {
        await Begin(life: 7);
        await Stream(7, 1, 2, 3);
        (_book.Life, _book.Publication) = (8, 1);

        await Stream(8, 1, 2);

        Assert.Equal(["7/0", "7/1", "7/2", "7/3", "8/1", "8/2"], _taken);
    }

    [Fact]
    public void The_trades_of_missed_publications_come_with_the_answer_and_those_that_are_forgotten_are_counted()
    {
        var published = new PublishedTrades();
        for (int publication = 1; publication <= 3; publication++)
            published.Add(Update(publication, trades: 500));

        var last = new FeedUpdate();
        published.AddSince(2, last);
        var all = new FeedUpdate();
        published.AddSince(0, all);

        Assert.Equal((500, 0L), (last.TradeCount, last.TradesDropped));
        Assert.Equal((1024, 476L), (all.TradeCount, all.TradesDropped));
        Assert.All(last.Trades[..500], trade => Assert.Equal(3, trade.TradeId));
    }

    private static FeedUpdate Update(long publication, int trades)
    {
        var update = new FeedUpdate { Publication = publication };
        for (int index = 0; index < trades; index++)
            update.Add(new FeedTrade(default, 1, 1, publication, 0, default));
        return update;
    }

    private async Task Begin(long life)
    {
        _book.Life = life;
        await _follower.Resume();
        await _follower.Look();
    }

    private async Task Stream(long life, params int[] publications)
    {
        foreach (int publication in publications)
            await _stream.Observer!.OnNextAsync(new() { Life = life, Publication = publication });
    }

    /// <summary>A book that knows its newest publication.</summary>
    public class KnowingBook : DispatchProxy
    {
        internal long Life { get; set; }

        internal long Publication { get; set; }

        internal List<string> Asked { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Assert.Equal(nameof(IOrderBookGrain.CatchUp), targetMethod?.Name);
            Asked.Add($"{args![0]}/{args[1]}");
            return Task.FromResult(new FeedUpdate { Life = Life, Publication = Publication });
        }
    }

    /// <summary>A stream that only gives what the test hands over.</summary>
    public class HeldStream : DispatchProxy
    {
        internal IAsyncObserver<FeedUpdate>? Observer { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod?.Name)
            {
                case nameof(IAsyncStream<>.GetAllSubscriptionHandles):
                    return Task.FromResult<IList<StreamSubscriptionHandle<FeedUpdate>>>([]);
                case nameof(IAsyncStream<>.SubscribeAsync):
                    Observer = (IAsyncObserver<FeedUpdate>)args![0]!;
                    return Task.FromResult<StreamSubscriptionHandle<FeedUpdate>>(null!);
                case "get_StreamId":
                    return StreamId.Create("market-data", "venue:symbol");
                default:
                    throw new NotSupportedException(targetMethod?.Name);
            }
        }
    }
}
