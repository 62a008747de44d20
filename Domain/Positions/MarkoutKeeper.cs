using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Positions;

/// <summary>
/// Measures every fill 1, 10 and 60 seconds later, by strategy and instrument. Whoever has mids asks what is due and tells the mid; a mid that
/// comes too late measures nothing. Bounded: when too many fills wait, the oldest count as missed.
/// </summary>
/// <remarks>Not part of the books: nothing here is money that anybody has. It starts empty with each owner.</remarks>
public sealed class MarkoutKeeper
{
    private readonly Dictionary<InstrumentId, Measured> _instruments = [];
    private readonly long[] _horizonsNs;
    private readonly long _patienceNs;
    private readonly int _capacity;

    /// <summary>Nothing measured yet.</summary>
    /// <param name="settings">Scales, horizons and bounds.</param>
    /// <param name="instruments">What may be filled.</param>
    public MarkoutKeeper(PositionSettings settings, IEnumerable<Instrument> instruments)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(instruments);
        settings.Validate();
        _horizonsNs = [.. settings.MarkoutHorizons.Select(horizon => (long)horizon.TotalNanoseconds)];
        _patienceNs = (long)settings.MarkoutPatience.TotalNanoseconds;
        _capacity = settings.MarkoutsWaiting;
        foreach (Instrument instrument in instruments)
            _instruments.Add(instrument.Id, new(new PayoffMath(instrument, settings.ScaleOf(instrument.SettlementAsset)), _horizonsNs.Length));
    }

    /// <summary>Fills that wait for a mid, each horizon apart.</summary>
    public int Waiting { get; private set; }

    /// <summary>A fill from now on waits for its mids.</summary>
    /// <exception cref="ArgumentException">The instrument was not named at the start.</exception>
    public void Add(in OwnFill fill)
    {
        Measured measured = Require(fill.Instrument);
        var waiting = new WaitingFill(fill.Strategy, fill.Side.Sign() * fill.Quantity.Lots, 2 * fill.Price.Ticks, fill.ReceiveTimeNs);
        for (int horizon = 0; horizon < _horizonsNs.Length; horizon++)
        {
            Queue<WaitingFill> queue = measured.Queues[horizon];
            if (queue.Count == _capacity)
                Miss(measured, horizon);
            queue.Enqueue(waiting);
            Waiting++;
        }
    }

    /// <summary>True when a fill on the instrument is due for a mid, or too old for one.</summary>
    public bool IsDue(InstrumentId instrument, long nowNs)
    {
        Measured measured = Require(instrument);
        for (int horizon = 0; horizon < _horizonsNs.Length; horizon++)
        {
            if (measured.Queues[horizon].TryPeek(out WaitingFill oldest) && oldest.TimeNs + _horizonsNs[horizon] <= nowNs)
                return true;
        }

        return false;
    }

    /// <summary>Measures everything that is due.</summary>
    /// <param name="instrument">Where.</param>
    /// <param name="midHalfTicks">The mid now, in half ticks; null when nobody knows it: what waited too long is missed.</param>
    /// <param name="nowNs">Unix nanoseconds.</param>
    public void Measure(InstrumentId instrument, long? midHalfTicks, long nowNs)
    {
        Measured measured = Require(instrument);
        for (int horizon = 0; horizon < _horizonsNs.Length; horizon++)
        {
            while (measured.Queues[horizon].TryPeek(out WaitingFill oldest) && oldest.TimeNs + _horizonsNs[horizon] <= nowNs)
            {
                if (nowNs - oldest.TimeNs - _horizonsNs[horizon] > _patienceNs)
                    Miss(measured, horizon);
                else if (midHalfTicks is { } mid)
                    Measure(measured, horizon, mid);
                else
                    break;
            }
        }
    }

    /// <summary>What was measured of a strategy on an instrument: one per horizon, the shortest first.</summary>
    public IReadOnlyList<Markout> Of(string strategy, InstrumentId instrument)
    {
        Measured measured = Require(instrument);
        Sum[]? sums = measured.Sums.GetValueOrDefault(strategy);
        var markouts = new Markout[_horizonsNs.Length];
        for (int horizon = 0; horizon < markouts.Length; horizon++)
        {
            Sum sum = sums is null ? default : sums[horizon];
            markouts[horizon] = new(
                _horizonsNs[horizon], sum.Fills, sum.Missed, sum.Lots, sum.HalfTickLots, measured.Math.ToUnits(sum.Value));
        }

        return markouts;
    }

    private void Measure(Measured measured, int horizon, long midHalfTicks)
    {
        WaitingFill fill = Dequeue(measured, horizon);
        ref Sum sum = ref measured.SumOf(fill.Strategy, horizon);
        sum.Fills++;
        sum.Lots += Math.Abs(fill.SignedLots);
        sum.HalfTickLots += (Int128)fill.SignedLots * (midHalfTicks - fill.HalfTicks);
        sum.Value += measured.Math.ValueAt(fill.SignedLots, midHalfTicks) - measured.Math.ValueAt(fill.SignedLots, fill.HalfTicks);
    }

    private void Miss(Measured measured, int horizon) =>
        measured.SumOf(Dequeue(measured, horizon).Strategy, horizon).Missed++;

    private WaitingFill Dequeue(Measured measured, int horizon)
    {
        Waiting--;
        return measured.Queues[horizon].Dequeue();
    }

    private Measured Require(InstrumentId id) =>
        _instruments.TryGetValue(id, out Measured? known) ? known : throw new ArgumentException($"Nobody measures fills on {id}.", nameof(id));

    private readonly record struct WaitingFill(string Strategy, long SignedLots, long HalfTicks, long TimeNs);

    private struct Sum
    {
        public long Fills;
        public long Missed;
        public long Lots;
        public Int128 HalfTickLots;
        public Int128 Value;
    }

    private sealed class Measured(PayoffMath math, int horizons)
    {
        public PayoffMath Math { get; } = math;

        /// <summary>Per horizon, oldest first: fills come in the order of their time.</summary>
        public Queue<WaitingFill>[] Queues { get; } = [.. Enumerable.Range(0, horizons).Select(_ => new Queue<WaitingFill>())];

        public Dictionary<string, Sum[]> Sums { get; } = new(StringComparer.Ordinal);

        public ref Sum SumOf(string strategy, int horizon)
        {
            if (!Sums.TryGetValue(strategy, out Sum[]? sums))
                Sums.Add(strategy, sums = new Sum[Queues.Length]);
            return ref sums[horizon];
        }
    }
}
