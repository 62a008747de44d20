namespace Quern.Domain.Instruments;

/// <summary>
/// What sizes and prices of an instrument are worth, by its <see cref="Payoff"/>. Amounts are whole units of 10^-scale of the settlement
/// asset: quote for Spot and Linear, base for Inverse. Integers throughout; each function names its one rounding.
/// </summary>
/// <remarks>An amount past 128 bits is an <see cref="OverflowException"/>, never a wrong number.</remarks>
public static class Contract
{
    /// <summary>Decimals of an amount when nothing else is said: 10^-8, as in the ledger and in execution reports.</summary>
    public const int AmountScale = 8;

    private const long FeeUnitsPerOne = 100_000_000;

    /// <summary>What a size is worth at a price, never negative. Rounded up: an exposure is never understated.</summary>
    /// <param name="instrument">Gives units, payoff and multiplier.</param>
    /// <param name="price">Inverse: above zero. Otherwise any; a negative price counts by its size.</param>
    /// <param name="quantity">In lots.</param>
    /// <param name="scale">Decimals of the amount. Default 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">An inverse contract at a price that is not above zero.</exception>
    public static Int128 Notional(this Instrument instrument, Price price, Quantity quantity, int scale = AmountScale) =>
        Value(instrument, price, quantity, scale).Up();

    /// <summary>What a fill costs. Rounded against us: a fee up, a rebate toward zero.</summary>
    /// <param name="instrument">Gives units, payoff and multiplier.</param>
    /// <param name="price">The fill's price; see <see cref="Notional"/>.</param>
    /// <param name="quantity">The fill's size.</param>
    /// <param name="rateE8">Hundred-millionths of the notional, from <see cref="Fees"/>; a negative rate gives a negative cost, a rebate.</param>
    /// <param name="scale">Decimals of the amount. Default 8.</param>
    public static Int128 Fee(this Instrument instrument, Price price, Quantity quantity, long rateE8, int scale = AmountScale)
    {
        Ratio value = Value(instrument, price, quantity, scale);
        return new Ratio(value.Numerator * rateE8, value.Denominator * FeeUnitsPerOne).Up();
    }

    /// <summary>
    /// What holding a position from one price to another earned. Rounded down: a profit is never overstated, nor a loss understated.
    /// </summary>
    /// <param name="instrument">Gives units, payoff and multiplier.</param>
    /// <param name="signedLots">Positive is long.</param>
    /// <param name="entry">Where it was opened or last marked.</param>
    /// <param name="exit">Where it is closed or marked now.</param>
    /// <param name="scale">Decimals of the amount. Default 8.</param>
    /// <remarks>Rounding down makes a long and the opposite short lose one unit together at most. Inverse: size × (1/entry − 1/exit).</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An inverse contract at a price that is not above zero.</exception>
    public static Int128 Profit(this Instrument instrument, long signedLots, Price entry, Price exit, int scale = AmountScale)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        Int128 size = (Int128)signedLots * instrument.Multiplier;
        if (instrument.Payoff is not Payoff.Inverse)
            return Ratio.Scaled(size * (exit - entry), LinearExponent(instrument, scale)).Down();

        RequirePositive(entry);
        RequirePositive(exit);
        Ratio perTicks = Ratio.Scaled(size * (exit - entry), InverseExponent(instrument, scale));
        return (perTicks with { Denominator = perTicks.Denominator * entry.Ticks * exit.Ticks }).Down();
    }

    private static Ratio Value(Instrument instrument, Price price, Quantity quantity, int scale)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        Int128 size = (Int128)quantity.Lots * instrument.Multiplier;
        if (instrument.Payoff is not Payoff.Inverse)
            return Ratio.Scaled(size * Int128.Abs(price.Ticks), LinearExponent(instrument, scale));

        RequirePositive(price);
        Ratio perTick = Ratio.Scaled(size, InverseExponent(instrument, scale));
        return perTick with { Denominator = perTick.Denominator * price.Ticks };
    }

    private static int LinearExponent(Instrument instrument, int scale) => scale - instrument.PriceScale - instrument.QuantityScale;

    private static int InverseExponent(Instrument instrument, int scale) => scale + instrument.PriceScale - instrument.QuantityScale;

    private static void RequirePositive(Price price)
    {
        if (price.Ticks <= 0)
            throw new ArgumentOutOfRangeException(nameof(price), price.Ticks, "An inverse contract has no value at or below zero.");
    }

    /// <summary>An exact amount before its one rounding; the denominator is above zero.</summary>
    private readonly record struct Ratio(Int128 Numerator, Int128 Denominator)
    {
        public static Ratio Scaled(Int128 value, int exponent) => exponent >= 0
            ? new(value * Decimals.PowerOfTen(exponent), 1)
            : new(value, Decimals.PowerOfTen(-exponent));

        public Int128 Down()
        {
            (Int128 quotient, Int128 rest) = Int128.DivRem(Numerator, Denominator);
            return rest < 0 ? quotient - 1 : quotient;
        }

        public Int128 Up()
        {
            (Int128 quotient, Int128 rest) = Int128.DivRem(Numerator, Denominator);
            return rest > 0 ? quotient + 1 : quotient;
        }
    }
}
