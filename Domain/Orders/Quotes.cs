using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

/// <summary>What became of one wanted level.</summary>
internal enum LevelState : byte
{
    /// <summary>Not looked at yet, or refused: the next version decides.</summary>
    Open = 0,

    /// <summary>An order stands, or stood, for it.</summary>
    Placed = 1,

    /// <summary>Blocked by an order that is on its way out: tried again when that one has ended.</summary>
    Waiting = 2,
}

/// <summary>The newest targets of one strategy on one instrument.</summary>
internal sealed class Quotes(string strategy, TradedInstrument traded, int maxLevels)
{
    private readonly TargetLevel[] _levels = new TargetLevel[maxLevels];
    private readonly LevelState[] _states = new LevelState[maxLevels];

    public string Strategy { get; } = strategy;

    public TradedInstrument Traded { get; } = traded;

    public long Version { get; private set; } = long.MinValue;

    public long LapsesNs { get; private set; }

    public int Count { get; private set; }

    public bool HasWaiting { get; set; }

    public ReadOnlySpan<TargetLevel> Levels => _levels.AsSpan(0, Count);

    public Span<LevelState> States => _states.AsSpan(0, Count);

    /// <summary>Copies the targets; all levels are open.</summary>
    /// <exception cref="ArgumentException">More levels than allowed, or no time to live: the strategy is misconfigured.</exception>
    public void Take(Targets targets, long nowNs)
    {
        if (targets.Count > _levels.Length)
        {
            throw new ArgumentException(
                $"{targets.Strategy} wants {targets.Count} levels on {targets.Instrument}; {nameof(AccountSettings.MaxLevels)} is {_levels.Length}.",
                nameof(targets));
        }

        if (targets.TimeToLiveNs <= 0)
        {
            throw new ArgumentException(
                $"{targets.Strategy} gives {targets.TimeToLiveNs} ns to live on {targets.Instrument}; it must be above zero.", nameof(targets));
        }

        targets.Wanted.CopyTo(_levels);
        Count = targets.Count;
        States.Clear();
        HasWaiting = false;
        Version = targets.Version;
        LapsesNs = targets.TimeToLiveNs > long.MaxValue - nowNs ? long.MaxValue : nowNs + targets.TimeToLiveNs;
    }

    /// <summary>Wants nothing from now on; the version stays.</summary>
    public void Lapse()
    {
        Count = 0;
        HasWaiting = false;
    }

    /// <summary>Finds an open level that an order of these terms stands for.</summary>
    /// <returns>Its place, or −1.</returns>
    public int FindOpen(Side side, Price price, long totalLots, long openLots)
    {
        for (int index = 0; index < Count; index++)
        {
            TargetLevel level = _levels[index];
            bool isSameSize = level.Quantity.Lots == totalLots || level.Quantity.Lots == openLots;
            if (_states[index] is LevelState.Open && level.Side == side && level.Price == price && isSameSize)
                return index;
        }

        return -1;
    }
}
