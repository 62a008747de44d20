using Quern.Bench.Matching;

namespace Quern.Bench.Books;

/// <summary>
/// Workload L: the level changes of workload A, in the order in which a market-data client would hear of them. The answer is the engine's ten
/// best levels of both sides, and every touch on the way.
/// </summary>
/// <param name="Changes">One for each level that an operation changed, the aggressor's side last.</param>
/// <param name="Untimed">How many of them belong to the prefill.</param>
/// <param name="Top">The ten best levels at the end: bids, asks.</param>
/// <param name="Touches">A fold of the touch after each change.</param>
internal sealed record WorkloadL(LevelChange[] Changes, int Untimed, (long Price, long Lots)[][] Top, ulong Touches)
{
    /// <summary>Derives it from operations.</summary>
    /// <exception cref="InvalidDataException">The operations of workload A do not end where the page of workloads says.</exception>
    public static WorkloadL From(Workload workload)
    {
        var book = new QueueBook(workload.MinPrice, workload.MaxPrice, workload.MaxId);
        List<LevelChange> changes = new(workload.Operations.Length + workload.Operations.Length / 8);
        Apply(book, workload.Untimed, changes);
        int untimed = changes.Count;
        Apply(book, workload.Timed, changes);

        (int Bid, int Ask, long Traded)? published = (workload.Letter, workload.Seed, workload.Timed.Length) switch
        {
            ('A', 42, 20_000) => (32762, 32767, 57806),
            ('A', 42, 5_000_000) => (32744, 32749, 15265651),
            _ => null,
        };
        if (published is not null && published != (book.Best(0), book.Best(1), book.TradedLots))
            throw new InvalidDataException($"The operations end at {book.Best(0)}/{book.Best(1)} with {book.TradedLots} lots traded.");

        LevelChange[] all = [.. changes];
        return new(all, untimed, [[.. book.Depth(0).Take(10)], [.. book.Depth(1).Take(10)]], TouchesOf(all, 1));
    }

    /// <summary>The same with every price so many times as large, as on a venue whose increment is many ticks.</summary>
    public WorkloadL Times(long increment)
    {
        LevelChange[] coarse = Array.ConvertAll(Changes, change => change with { Price = change.Price * increment });
        (long, long)[][] top = Array.ConvertAll(Top, side => Array.ConvertAll(side, level => (level.Price * increment, level.Lots)));
        return new(coarse, Untimed, top, TouchesOf(Changes, increment));
    }

    /// <summary>Folds a touch into all before it.</summary>
    public static ulong Fold(ulong touches, in BestLevels best) =>
        unchecked((touches ^ (ulong)best.Bid ^ ((ulong)best.Ask << 16) ^ ((ulong)best.BidLots << 32) ^ ((ulong)best.AskLots << 48)) * 1099511628211);

    private static void Apply(QueueBook book, ReadOnlySpan<BookOperation> operations, List<LevelChange> changes)
    {
        foreach (ref readonly BookOperation operation in operations)
            book.Apply(in operation, changes);
    }

    // By brute force over arrays of prices, so that no structure under test says what is right.
    private static ulong TouchesOf(LevelChange[] changes, long increment)
    {
        int lowest = (int)changes.Min(change => change.Price) - 1;
        int highest = (int)changes.Max(change => change.Price) + 1;
        var lots = new int[2][];
        (lots[0], lots[1]) = (new int[highest - lowest + 1], new int[highest - lowest + 1]);
        int bid = 0;
        int ask = highest - lowest;
        ulong touches = 0;
        foreach (LevelChange change in changes)
        {
            int price = (int)change.Price - lowest;
            lots[change.Side][price] = change.Lots;
            if (change.Side == 0)
                bid = Math.Max(bid, price);
            else
                ask = Math.Min(ask, price);
            while (bid > 0 && lots[0][bid] == 0)
                bid--;
            while (ask < highest - lowest && lots[1][ask] == 0)
                ask++;
            var best = new BestLevels(
                bid == 0 ? 0 : (bid + lowest) * increment, lots[0][bid], ask == highest - lowest ? 0 : (ask + lowest) * increment, lots[1][ask]);
            touches = Fold(touches, in best);
        }

        return touches;
    }
}
