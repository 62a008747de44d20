namespace Quern.Connectors.Binance.Parsing;

/// <summary>
/// Reads a frame by position: each call expects one thing and says false when something else is there, which sends the frame to the
/// general parser. It never guesses: what it accepts is valid JSON with exactly one meaning.
/// </summary>
internal ref struct FrameCursor(ReadOnlySpan<byte> frame, int start = 0)
{
    // Up to here no digit needs an overflow check: 10^18 is below 2^63.
    private const int SafeDigits = 18;

    private static readonly ulong[] Powers =
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000,
    ];

    private readonly ReadOnlySpan<byte> _frame = frame;

    public int Position { get; private set; } = start;

    public readonly bool IsAtEnd => Position == _frame.Length;

    /// <summary>Steps over exactly these bytes.</summary>
    public bool TrySkip(ReadOnlySpan<byte> expected)
    {
        if (!_frame[Position..].StartsWith(expected))
            return false;
        Position += expected.Length;
        return true;
    }

    /// <summary>An integer without sign, leading zeros, point or exponent.</summary>
    public bool TryInteger(out long value)
    {
        ReadOnlySpan<byte> rest = _frame[Position..];
        ulong sum = 0;
        int length = 0;
        for (uint digit; length < rest.Length && (digit = (uint)rest[length] - '0') <= 9; length++)
            sum = sum * 10 + digit;

        value = (long)sum;
        if (length is 0 or > SafeDigits || (length > 1 && rest[0] == '0') || length == rest.Length || rest[length] is not ((byte)',' or (byte)'}'))
            return false;
        Position += length;
        return true;
    }

    /// <summary>Text up to and over the closing quote; escapes and control characters are left to the general parser.</summary>
    public bool TryText(out ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = _frame[Position..];
        int end = rest.IndexOf((byte)'"');
        text = end < 0 ? default : rest[..end];
        if (end < 0 || text.Contains((byte)'\\') || text.ContainsAnyInRange((byte)0, (byte)31))
            return false;
        Position += end + 1;
        return true;
    }

    /// <summary>Decimal text up to and over the closing quote, scaled; finer or larger than fits is left to the general parser.</summary>
    public bool TryDecimal(int decimals, out long scaled)
    {
        ReadOnlySpan<byte> rest = _frame[Position..];
        scaled = 0;
        ulong sum = 0;
        int at = 0;
        uint digit;
        for (; at < rest.Length && (digit = (uint)rest[at] - '0') <= 9; at++)
            sum = sum * 10 + digit;

        int whole = at;
        int kept = 0;
        if (whole == 0 || whole + decimals > SafeDigits || at == rest.Length)
            return false;
        if (rest[at] == '.')
        {
            int point = at++;
            for (; at < rest.Length && (digit = (uint)rest[at] - '0') <= 9; at++)
            {
                if (kept < decimals)
                {
                    sum = sum * 10 + digit;
                    kept++;
                }
                else if (digit != 0)
                {
                    return false;
                }
            }

            if (at == point + 1 || at == rest.Length)
                return false;
        }

        if (rest[at] != '"')
            return false;
        scaled = (long)(sum * Powers[decimals - kept]);
        Position += at + 1;
        return true;
    }
}
