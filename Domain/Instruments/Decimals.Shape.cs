namespace Quern.Domain.Instruments;

public static partial class Decimals
{
    /// <summary>Where the digits of one decimal text are, after it was proven plain and not finer than the scale.</summary>
    /// <param name="IsNegative">It begins with '-'.</param>
    /// <param name="Whole">Digits before the point.</param>
    /// <param name="Kept">Digits after the point that the scale keeps; what follows them is zeros.</param>
    private readonly record struct Shape(bool IsNegative, int Whole, int Kept)
    {
        // One more digit would pass 3.4e38, twice what Int128 holds: the exact limit is the sign's business.
        private static readonly UInt128 TooLargeToAppend = UInt128.MaxValue / 10;

        private int Start => IsNegative ? 1 : 0;

        private int Fraction => Start + Whole + 1;

        public static bool TryRead(ReadOnlySpan<byte> text, int decimals, out Shape shape)
        {
            shape = default;
            bool isNegative = !text.IsEmpty && text[0] == (byte)'-';
            ReadOnlySpan<byte> digits = isNegative ? text[1..] : text;

            int whole = CountDigits(digits);
            if (whole == 0)
                return false;
            if (whole == digits.Length)
            {
                shape = new(isNegative, whole, 0);
                return true;
            }

            ReadOnlySpan<byte> fraction = digits[(whole + 1)..];
            if (digits[whole] != (byte)'.' || fraction.IsEmpty || CountDigits(fraction) != fraction.Length)
                return false;

            int kept = Math.Min(fraction.Length, decimals);
            if (fraction[kept..].ContainsAnyExcept((byte)'0'))
                return false;

            shape = new(isNegative, whole, kept);
            return true;
        }

        public bool TryAccumulate(ReadOnlySpan<byte> text, int decimals, out UInt128 value)
        {
            value = 0;
            foreach (byte digit in text.Slice(Start, Whole))
            {
                if (!TryAppend(ref value, digit))
                    return false;
            }

            for (int i = 0; i < decimals; i++)
            {
                if (!TryAppend(ref value, i < Kept ? text[Fraction + i] : (byte)'0'))
                    return false;
            }

            return true;
        }

        private static bool TryAppend(ref UInt128 value, byte digit)
        {
            if (value >= TooLargeToAppend)
                return false;
            value = value * 10 + (uint)(digit - '0');
            return true;
        }

        private static int CountDigits(ReadOnlySpan<byte> text)
        {
            int count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            return count < 0 ? text.Length : count;
        }
    }
}
