using System.Runtime.CompilerServices;
using Quern.Domain.Matching;

namespace Quern.Bench.Matching;

/// <summary>
/// The form <em>core</em>: Quern's ladder alone, by typed calls, with any 64-bit price, the dense id table of the floor, no validation and
/// no events.
/// </summary>
internal sealed class CoreBook(int maxId, int room = 4096)
{
    private readonly LadderBook _book = new(room);
    private readonly int[] _slotOf = Touched(new int[maxId + 1]);

    public void Apply<TFills>(in BookOperation operation, ref TFills fills)
        where TFills : struct, IFills
    {
        if (operation.Kind is OperationKind.Cancel)
            _book.Remove(_slotOf[operation.Id]);
        else
            Place(in operation, ref fills);
    }

    public EndState End() => new(BestOf(Queues.Bids), BestOf(Queues.Asks), Total(Queues.Bids), Total(Queues.Asks));

    private void Place<TFills>(in BookOperation operation, ref TFills fills)
        where TFills : struct, IFills
    {
        int queue = operation.Side;
        int makers = queue ^ 1;
        long left = operation.Lots;
        ulong limit = Queues.KeyOf(makers, operation.Price);
        LevelTree levels = _book.Levels;
        while (left > 0 && levels.Best(makers) is var best and not 0 && levels[best].Key <= limit)
            left -= TakeFirst(best, operation.Id, left, ref fills);
        if (left > 0)
            _slotOf[operation.Id] = _book.Add(queue, Queues.KeyOf(queue, operation.Price), operation.Id, 0, left);
    }

    private long TakeFirst<TFills>(int best, long taker, long lots, ref TFills fills)
        where TFills : struct, IFills
    {
        ref RestingLevel level = ref _book.Levels[best];
        int slot = level.Head;
        ref RestingOrder maker = ref _book[slot];
        long traded = Math.Min(lots, maker.Lots);
        fills.Take(maker.Id, taker, traded, level.Price);
        if (traded == maker.Lots)
            _book.Remove(slot);
        else
            _book.Reduce(slot, traded);
        return traded;
    }

    // Written once, so that no page of it is made while the time runs.
    private static int[] Touched(int[] table)
    {
        Array.Fill(table, 0);
        return table;
    }

    private long BestOf(int queue) => _book.Levels[_book.Levels.Best(queue)].Price;

    private long Total(int queue)
    {
        long lots = 0;
        for (int level = _book.Levels.Best(queue); level != 0; level = _book.Levels.Next(level))
            lots += _book.Levels[level].Lots;
        return lots;
    }
}

/// <summary>The book as a value, so that the timed loop is compiled for it.</summary>
internal readonly struct Core(CoreBook book) : IBook
{
    public void Apply<TFills>(in BookOperation operation, ref TFills fills)
        where TFills : struct, IFills => book.Apply(in operation, ref fills);

    public EndState End() => book.End();
}
