using System.Numerics;
using Quern.Domain.Instruments;

namespace Quern.Domain.Tests.Positions;

/// <summary>The specification of profit: fractions, no rounding, no cleverness. In smallest units of the settlement asset.</summary>
internal sealed class PlainBooks(Instrument instrument, int settlementScale)
{
    public long Lots { get; private set; }

    public ExactFraction Spread { get; private set; } = ExactFraction.Zero;

    public ExactFraction Realised { get; private set; } = ExactFraction.Zero;

    private ExactFraction _cash = ExactFraction.Zero;
    private ExactFraction _cost = ExactFraction.Zero;

    public void Trade(long signedLots, long halfTicks, long midHalfTicks)
    {
        ExactFraction value = Value(signedLots, halfTicks);
        Spread += Value(signedLots, midHalfTicks) - value;
        _cash -= value;

        long closed = Math.Sign(Lots) == -Math.Sign(signedLots) ? Math.Min(Math.Abs(Lots), Math.Abs(signedLots)) : 0;
        if (closed > 0)
        {
            ExactFraction closedCost = _cost * ExactFraction.Of(closed, Math.Abs(Lots));
            ExactFraction closedValue = value * ExactFraction.Of(closed, Math.Abs(signedLots));
            Realised -= closedValue + closedCost;
            _cost -= closedCost;
            value -= closedValue;
        }

        _cost += value;
        Lots += signedLots;
    }

    /// <summary>Everything received minus everything paid, plus what is open at the mid.</summary>
    public ExactFraction Total(long midHalfTicks) => _cash + (Lots == 0 ? ExactFraction.Zero : Value(Lots, midHalfTicks));

    private ExactFraction Value(long signedLots, long halfTicks)
    {
        BigInteger one = BigInteger.Pow(10, settlementScale);
        BigInteger size = (BigInteger)signedLots * instrument.Multiplier;
        BigInteger sizeUnit = BigInteger.Pow(10, instrument.QuantityScale);
        BigInteger priceUnit = 2 * BigInteger.Pow(10, instrument.PriceScale);
        return instrument.Payoff is Payoff.Inverse
            ? ExactFraction.Of(-size * one * priceUnit, sizeUnit * halfTicks)
            : ExactFraction.Of(size * halfTicks * one, sizeUnit * priceUnit);
    }
}
