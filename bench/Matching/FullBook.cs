using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;

namespace Quern.Bench.Matching;

/// <summary>The form <em>full</em>: the engine behind its public interface, with validation, 64-bit ids, and events that are read again.</summary>
/// <param name="engine">The engine.</param>
/// <param name="idFactor">Odd; every id is multiplied by it, so that no table by dense id helps. 1 leaves them.</param>
internal sealed class FullBook(IMatchingBook engine, ulong idFactor = 1)
{
    /// <summary>The factor that spreads ids over all of 64 bits.</summary>
    public const ulong Spread = 0x9E3779B97F4A7C15;

    private readonly ulong _inverse = InverseOf(idFactor);
    private readonly MatchEventBuffer _events = new();

    public void Apply<TFills>(in BookOperation operation, ref TFills fills)
        where TFills : struct, IFills
    {
        long id = unchecked((long)(operation.Id * idFactor));
        _events.Clear();
        if (operation.Kind is OperationKind.Cancel)
            engine.Execute(MatchCommand.Cancel(id), _events);
        else
            engine.Execute(MatchCommand.Limit(id, (Side)operation.Side, operation.Price, operation.Lots), _events);
        foreach (ref readonly MatchEvent step in _events.Events)
        {
            if (step.Kind is MatchEventKind.Traded)
                fills.Take(Dense(step.MakerOrderId), operation.Id, step.Quantity, step.Price);
        }
    }

    public EndState End() =>
        new(engine.Touch.Bid.Price.Ticks, engine.Touch.Ask.Price.Ticks, Total(Side.Buy), Total(Side.Sell));

    private long Dense(long id) => unchecked((long)((ulong)id * _inverse));

    private long Total(Side side)
    {
        Level[] levels = new Level[65536];
        return levels.AsSpan(0, engine.CopyDepth(side, levels)).ToArray().Sum(level => level.Quantity.Lots);
    }

    // Newton: each step doubles the bits that are right, and an odd number is its own inverse to three bits.
    private static ulong InverseOf(ulong odd)
    {
        ulong inverse = odd;
        for (int step = 0; step < 5; step++)
            inverse = unchecked(inverse * (2 - odd * inverse));
        return inverse;
    }
}

/// <summary>The book as a value, so that the timed loop is compiled for it.</summary>
internal readonly struct Full(FullBook book) : IBook
{
    public void Apply<TFills>(in BookOperation operation, ref TFills fills)
        where TFills : struct, IFills => book.Apply(in operation, ref fills);

    public EndState End() => book.End();
}
