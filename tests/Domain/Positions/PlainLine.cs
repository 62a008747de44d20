using System.Numerics;
using Quern.Domain.Instruments;

namespace Quern.Domain.Tests.Positions;

/// <summary>
/// Lots with what they cost. Values are kept finer than money: half of 10^-(price scale + quantity scale) or of a smallest unit, whichever is
/// finer, for linear and spot; 10^-4 of a smallest unit for inverse, each trade's value rounded toward zero.
/// </summary>
internal sealed class PlainLine(Instrument instrument)
{
    // Every asset of these tests has 8 decimals.
    private const int Scale = 8;

    public long Lots { get; private set; }

    public BigInteger Cost { get; private set; }

    public BigInteger Realised { get; private set; }

    public BigInteger Spread { get; private set; }

    public BigInteger RealisedUnits => Floor(Realised);

    /// <summary>Everything received minus everything paid.</summary>
    public BigInteger CashUnits => Floor(Realised - Cost);

    public BigInteger SpreadUnits => Floor(Spread);

    /// <summary>Spot lots in smallest units of what is held.</summary>
    public BigInteger BaseUnits => Lots * (BigInteger)instrument.Multiplier * BigInteger.Pow(10, Scale - instrument.QuantityScale);

    public BigInteger TradingUnits(long mid) => Floor(Realised - Cost + (Lots == 0 ? 0 : Value(Lots, mid)));

    public void Trade(long lots, long price, long mid)
    {
        BigInteger value = Value(lots, price);
        Spread += Value(lots, mid) - value;

        if (Lots != 0 && lots != 0 && Math.Sign(lots) != Math.Sign(Lots))
        {
            long closed = Math.Min(Math.Abs(lots), Math.Abs(Lots));
            BigInteger closedCost = Whole(Part(Cost, closed, Math.Abs(Lots)));
            BigInteger closedValue = Part(value, closed, Math.Abs(lots));
            Realised -= closedValue + closedCost;
            Cost -= closedCost;
            value -= closedValue;
        }

        Cost += value;
        Lots += lots;
    }

    private bool IsInverse => instrument.Payoff == Payoff.Inverse;

    private int Finer => Math.Max(0, instrument.PriceScale + instrument.QuantityScale - Scale);

    // How many value units make one smallest unit of money.
    private BigInteger PerUnit => IsInverse ? 10_000 : 2 * BigInteger.Pow(10, Finer);

    private BigInteger Value(long lots, long halfTicks)
    {
        BigInteger size = lots * (BigInteger)instrument.Multiplier;
        if (!IsInverse)
            return size * halfTicks * BigInteger.Pow(10, Math.Max(0, Scale - instrument.PriceScale - instrument.QuantityScale));

        // −size / price, in 10^-4 of a smallest unit: BigInteger division rounds toward zero.
        BigInteger numerator = 2 * size * BigInteger.Pow(10, Scale + 4 + instrument.PriceScale);
        return -(numerator / (BigInteger.Pow(10, instrument.QuantityScale) * halfTicks));
    }

    private BigInteger Whole(BigInteger value) => IsInverse ? value : value / PerUnit * PerUnit;

    private static BigInteger Part(BigInteger value, long some, long all) => value * some / all;

    private BigInteger Floor(BigInteger value)
    {
        BigInteger quotient = BigInteger.DivRem(value, PerUnit, out BigInteger remainder);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
