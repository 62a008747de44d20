using Quern.Domain.Instruments;

namespace Quern.Domain.Positions;

/// <summary>The profit that the venue says one fill of ours realised (Binance: <c>rp</c> of ORDER_TRADE_UPDATE).</summary>
/// <param name="Instrument">Where.</param>
/// <param name="Side">Our side.</param>
/// <param name="TradeId">The venue's trade id.</param>
/// <param name="RealisedE8">In 10^-8 of the settlement asset; fees are apart; 0 when the fill only opened.</param>
public readonly record struct VenueRealised(InstrumentId Instrument, Side Side, long TradeId, Int128 RealisedE8);

/// <summary>How far the venue's realised profit and ours agree, fill by fill, in one asset.</summary>
/// <param name="Compared">Fills of which both are known.</param>
/// <param name="Differing">Those of them that differ.</param>
/// <param name="Difference">The venue's minus ours, added up since the wallet was last compared with the venue's, in smallest units of the asset.</param>
public readonly record struct RealisedAgreement(long Compared, long Differing, Int128 Difference)
{
    internal RealisedAgreement With(Int128 difference) =>
        new(Compared + 1, Differing + (difference == 0 ? 0 : 1), Difference + difference);
}

/// <summary>Pairs both statements about a fill, whichever comes first. Bounded: of what waits for its other half, the oldest is forgotten.</summary>
internal sealed class RealisedCheck
{
    private readonly Waiting _ours;
    private readonly Waiting _venues;

    public RealisedCheck(int capacity) => (_ours, _venues) = (new(capacity), new(capacity));

    /// <summary>Halves that were forgotten before the other came.</summary>
    public long Forgotten => _ours.Forgotten + _venues.Forgotten;

    /// <summary>What we booked so far needs no comparing any more.</summary>
    public void ForgetOurs() => _ours.Clear();

    /// <returns>The venue's minus ours, once both are known.</returns>
    public Int128? OnOurs(InstrumentId instrument, Side side, long tradeId, Int128 units)
    {
        var key = new FillKey(instrument, side, tradeId);
        if (_venues.Take(key, out Int128 venues))
            return venues - units;
        _ours.Add(key, units);
        return null;
    }

    /// <returns>The venue's minus ours, once both are known.</returns>
    public Int128? OnVenues(InstrumentId instrument, Side side, long tradeId, Int128 units)
    {
        var key = new FillKey(instrument, side, tradeId);
        if (_ours.Take(key, out Int128 ours))
            return units - ours;
        _venues.Add(key, units);
        return null;
    }

    private readonly record struct FillKey(InstrumentId Instrument, Side Side, long TradeId);

    private sealed class Waiting(int capacity)
    {
        private readonly Dictionary<FillKey, Int128> _units = new(capacity);
        private readonly FillKey[] _ring = new FillKey[capacity];
        private int _next;

        public long Forgotten { get; private set; }

        public void Clear() => _units.Clear();

        public bool Take(in FillKey key, out Int128 units) => _units.Remove(key, out units);

        public void Add(in FillKey key, Int128 units)
        {
            if (_units.ContainsKey(key))
                return;

            // A place of the ring may name what was paired long ago.
            if (_units.Remove(_ring[_next]))
                Forgotten++;
            _ring[_next] = key;
            _next = (_next + 1) % capacity;
            _units.Add(key, units);
        }
    }
}
