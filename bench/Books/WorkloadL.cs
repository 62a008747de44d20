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
    private const int Prefill = 1000;
    private const int StartMid = 32768;
    private const int MidRange = 4096;

    /// <summary>Derives it from a file of operations.</summary>
    public static WorkloadL From(BookOperation[] operations)
    {
        var book = new QueueBook(
            operations.Min(operation => operation.Price), operations.Max(operation => operation.Price), (int)operations.Max(operation => operation.Id));
        return Derive(book, operations.Length, place => operations[place]);
    }

    /// <summary>Makes it from the generator of workload A with seed 42.</summary>
    /// <exception cref="InvalidDataException">The generator does not end where the page of workloads says.</exception>
    public static WorkloadL Generate(int timed)
    {
        var book = new QueueBook(StartMid - MidRange - 200, StartMid + MidRange + 200, timed + Prefill);
        var generator = new OperationGenerator(book);
        WorkloadL workload = Derive(book, timed + Prefill, generator.Next, generator.Applied);
        (int Bid, int Ask, long Traded)? published = timed switch
        {
            20_000 => (32762, 32767, 57806),
            5_000_000 => (32744, 32749, 15265651),
            _ => null,
        };
        return published is null || published == (book.Best(0), book.Best(1), book.TradedLots)
            ? workload
            : throw new InvalidDataException($"The operations end at {book.Best(0)}/{book.Best(1)} with {book.TradedLots} lots traded.");
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

    private static WorkloadL Derive(
        QueueBook book, int count, Func<int, BookOperation> next, Action<BookOperation>? applied = null)
    {
        List<LevelChange> changes = new(count + count / 8);
        List<LevelChange> own = [];
        int untimed = 0;
        for (int i = 0; i < count; i++)
        {
            BookOperation operation = next(i);
            own.Clear();
            book.Apply(in operation, own);
            applied?.Invoke(operation);
            changes.AddRange(own);
            if (i == Prefill - 1)
                untimed = changes.Count;
        }

        LevelChange[] all = [.. changes];
        return new(all, untimed, [[.. book.Depth(0).Take(10)], [.. book.Depth(1).Take(10)]], TouchesOf(all, 1));
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
