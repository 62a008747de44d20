using System.Numerics;

namespace Quern.Domain.MarketData;

/// <summary>
/// Numbers the prices that are whole multiples of an increment, in ascending order, so that a ladder of coarse prices is as dense as one of
/// ticks. Finding a price's number and proving that it is on the grid take one multiplication.
/// </summary>
/// <remarks>
/// Exact division by multiplying with the inverse modulo 2^64 and rotating the power of two away; anything that is not a multiple comes out
/// above the largest quotient (Granlund and Montgomery 1994, Division by Invariant Integers using Multiplication, section 9).
/// </remarks>
internal readonly struct PriceGrid
{
    private readonly ulong _lowest;
    private readonly ulong _inverse;
    private readonly ulong _last;
    private readonly int _shift;

    /// <param name="increment">In ticks, 1 to 2^63; 0 is the grid that knows only the price zero.</param>
    public PriceGrid(ulong increment)
    {
        Increment = increment;
        if (increment == 0)
            return;

        // All of this is arithmetic modulo 2^64: signed ticks and unsigned numbers share their bits.
        unchecked
        {
            const ulong Half = 1UL << 63;
            _lowest = 0 - Half / increment * increment;
            _last = (Half - 1 - _lowest) / increment;
            _shift = BitOperations.TrailingZeroCount(increment);
            _inverse = InverseOf(increment >> _shift);
        }
    }

    /// <summary>In ticks; 0 before any price is known.</summary>
    public ulong Increment { get; }

    /// <summary>The number of a price, counted from the lowest price of the grid.</summary>
    /// <returns>False when the price is not a multiple of the increment.</returns>
    public bool TryNumber(long ticks, out ulong number)
    {
        number = BitOperations.RotateRight(unchecked(((ulong)ticks - _lowest) * _inverse), _shift);
        return number <= _last && (_inverse != 0 || ticks == 0);
    }

    /// <summary>The price of a number that <see cref="TryNumber"/> gave.</summary>
    public long TicksOf(ulong number) => unchecked((long)(_lowest + number * Increment));

    /// <summary>The coarsest grid that holds both this one's prices and another price.</summary>
    public PriceGrid With(long ticks) => new(GreatestCommonDivisor(Increment, MagnitudeOf(ticks)));

    /// <summary>The largest number that divides both; the other one when one is zero.</summary>
    public static ulong GreatestCommonDivisor(ulong left, ulong right)
    {
        while (right != 0)
            (left, right) = (right, left % right);
        return left;
    }

    /// <summary>The distance from zero; the lowest 64-bit price has one too.</summary>
    public static ulong MagnitudeOf(long ticks) => unchecked(ticks < 0 ? 0 - (ulong)ticks : (ulong)ticks);

    // Newton's iteration doubles the right bits: 5, 10, 20, 40, 80.
    private static ulong InverseOf(ulong odd)
    {
        unchecked
        {
            ulong inverse = (3 * odd) ^ 2;
            for (int bits = 5; bits < 64; bits *= 2)
                inverse *= 2 - odd * inverse;
            return inverse;
        }
    }
}
