using System.Numerics;
using Quern.Domain.Instruments;

namespace Quern.Domain.Positions;

/// <summary>
/// What lots are worth, as exact integers. A value rises with the price for who is long, so profit is always value now − value then,
/// whatever the payoff.
/// </summary>
/// <remarks>
/// Spot and linear: the value unit is half a tick·lot or half a smallest unit of the settlement asset, whichever is finer; nothing is
/// rounded. Inverse: value is −size / price in the base asset, whose unit here is 10^-4 of the smallest unit, rounded toward zero. Prices
/// come in half ticks, so that a mid has no rounding.
/// </remarks>
internal sealed class PayoffMath
{
    private const int FineDigits = 4;

    private readonly bool _isInverse;
    private readonly Int128 _valueFactor;
    private readonly Int128 _valueDivisor;
    private readonly Int128 _unitDivisor;

    /// <param name="instrument">Payoff, scales and multiplier.</param>
    /// <param name="settlementScale">Decimals of the settlement asset's smallest unit.</param>
    public PayoffMath(Instrument instrument, int settlementScale)
    {
        _isInverse = instrument.Payoff is Payoff.Inverse;
        if (_isInverse)
        {
            int exponent = settlementScale + FineDigits + instrument.PriceScale - instrument.QuantityScale;
            _valueFactor = 2 * (Int128)instrument.Multiplier * PowerOfTen(Math.Max(0, exponent));
            _valueDivisor = PowerOfTen(Math.Max(0, -exponent));
            _unitDivisor = PowerOfTen(FineDigits);
        }
        else
        {
            int exponent = settlementScale - instrument.PriceScale - instrument.QuantityScale;
            _valueFactor = instrument.Multiplier * PowerOfTen(Math.Max(0, exponent));
            _valueDivisor = 1;
            _unitDivisor = 2 * PowerOfTen(Math.Max(0, -exponent));
        }
    }

    /// <summary>Refuses a price at which the contract has no value, before anything is booked.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An inverse contract at a price of zero or less.</exception>
    public void RequirePrice(long halfTicks)
    {
        if (_isInverse)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(halfTicks);
    }

    /// <summary>The value of signed lots at a price that passed <see cref="RequirePrice"/>.</summary>
    public Int128 ValueAt(long signedLots, long halfTicks)
    {
        if (!_isInverse)
            return (Int128)signedLots * halfTicks * _valueFactor;
        return -(signedLots * _valueFactor / (_valueDivisor * halfTicks));
    }

    /// <summary>A value in smallest units of the settlement asset, rounded down. The one place where value becomes money.</summary>
    public Int128 ToUnits(Int128 value) => FloorDivide(value, _unitDivisor);

    /// <summary>
    /// Spot and linear: a value rounded toward zero to whole smallest units of the settlement asset, still as a value. Inverse values are
    /// rounded divisions already and keep their finer unit.
    /// </summary>
    public Int128 WholeUnits(Int128 value) => _isInverse ? value : value - value % _unitDivisor;

    /// <summary>The price at which lots have a value, as a fraction of half ticks: the inverse of <see cref="ValueAt"/>, for reading only.</summary>
    public (BigInteger Numerator, BigInteger Denominator) HalfTicksAt(long signedLots, Int128 value)
    {
        BigInteger scaledLots = (BigInteger)signedLots * (BigInteger)_valueFactor;
        return _isInverse ? (-scaledLots, (BigInteger)value * (BigInteger)_valueDivisor) : ((BigInteger)value, scaledLots);
    }

    /// <summary>The part of a value that belongs to some of its lots, rounded toward zero; the remainder stays with the other lots.</summary>
    /// <remarks>Quotient and remainder apart, so that the product of a large value and many lots does not overflow.</remarks>
    public static Int128 PartOf(Int128 value, long lots, long allLots) =>
        value / allLots * lots + value % allLots * lots / allLots;

    public static Int128 FloorDivide(Int128 value, Int128 divisor)
    {
        (Int128 quotient, Int128 remainder) = Int128.DivRem(value, divisor);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    public static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (; exponent > 0; exponent--)
            power *= 10;
        return power;
    }
}
