namespace Quern.Domain.Orders;

/// <summary>Our name for an order, the idempotency key: top bit 1, 11 bits account, 20 bits epoch, 32 bits sequence.</summary>
/// <param name="Value">The 64 bits; zero means: not one of ours.</param>
public readonly record struct ClientOrderId(ulong Value) : IComparable<ClientOrderId>
{
    private const ulong Ours = 1UL << 63;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const string Prefix = "q-";
    private const int TextDigits = 13;

    /// <summary>The largest account number.</summary>
    public const int MaxAccount = (1 << 11) - 1;

    /// <summary>The largest epoch.</summary>
    public const int MaxEpoch = (1 << 20) - 1;

    /// <summary>Length of <see cref="ToString"/>: <c>q-</c> and thirteen characters.</summary>
    public const int TextLength = 15;

    /// <summary>Composes an id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The account or epoch does not fit its bits.</exception>
    public static ClientOrderId Create(int account, int epoch, uint sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(account);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(account, MaxAccount);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, MaxEpoch);

        return new(Ours | (ulong)account << 52 | (ulong)epoch << 32 | sequence);
    }

    /// <summary>True when the top bit says that Quern made it.</summary>
    public bool IsOurs => (Value & Ours) != 0;

    /// <summary>The account number, 0 to <see cref="MaxAccount"/>.</summary>
    public int Account => (int)(Value >> 52 & MaxAccount);

    /// <summary>The epoch of the owner that made it, 0 to <see cref="MaxEpoch"/>.</summary>
    public int Epoch => (int)(Value >> 32 & MaxEpoch);

    /// <summary>Counts the orders of one epoch.</summary>
    public uint Sequence => (uint)(Value & uint.MaxValue);

    /// <summary>Writes <c>q-</c> and thirteen characters of Crockford's base 32: what Binance, Deribit and FIX carry.</summary>
    /// <param name="destination">At least <see cref="TextLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public int Format(Span<byte> destination)
    {
        destination[0] = (byte)'q';
        destination[1] = (byte)'-';
        ulong rest = Value;
        for (int digit = TextLength - 1; digit >= Prefix.Length; digit--, rest >>= 5)
            destination[digit] = (byte)Alphabet[(int)(rest & 31)];
        return TextLength;
    }

    /// <summary>Reads what <see cref="Format"/> writes; false for any other text, which is somebody else's order.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ClientOrderId id)
    {
        id = default;
        if (text.Length != TextLength || text[0] != 'q' || text[1] != '-')
            return false;

        ulong value = 0;
        for (int index = 0; index < TextDigits; index++)
        {
            int digit = Alphabet.IndexOf((char)text[index + Prefix.Length], StringComparison.Ordinal);
            // The first digit carries only four of the 64 bits: a larger one would not come back as it was.
            if (digit < 0 || (index == 0 && digit > 15))
                return false;
            value = value << 5 | (uint)digit;
        }

        id = new(value);
        return id.IsOurs;
    }

    /// <inheritdoc/>
    public int CompareTo(ClientOrderId other) => Value.CompareTo(other.Value);

    /// <summary>True when the left id is lower.</summary>
    public static bool operator <(ClientOrderId left, ClientOrderId right) => left.Value < right.Value;

    /// <summary>True when the left id is higher.</summary>
    public static bool operator >(ClientOrderId left, ClientOrderId right) => left.Value > right.Value;

    /// <summary>True when the left id is not higher.</summary>
    public static bool operator <=(ClientOrderId left, ClientOrderId right) => left.Value <= right.Value;

    /// <summary>True when the left id is not lower.</summary>
    public static bool operator >=(ClientOrderId left, ClientOrderId right) => left.Value >= right.Value;

    /// <summary><c>q-</c> and thirteen characters.</summary>
    public override string ToString() => string.Create(TextLength, this, static (text, id) =>
    {
        Span<byte> bytes = stackalloc byte[TextLength];
        id.Format(bytes);
        for (int index = 0; index < text.Length; index++)
            text[index] = (char)bytes[index];
    });
}
