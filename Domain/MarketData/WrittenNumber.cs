using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>
/// How a feed writes a price or a size, so that its text can be had back from ticks or lots: with a fixed number of decimals, or with as few
/// as the value needs. A feed that keeps to neither must keep its texts; <see cref="Wrote"/> finds that out.
/// </summary>
/// <param name="Scale">Decimals of a tick or lot.</param>
/// <param name="FewestDecimals">
/// Decimals written even when they are zero; 0 writes plain numbers. A value that needs more has more.
/// </param>
public readonly record struct WrittenNumber(int Scale, int FewestDecimals)
{
    /// <summary>Writes a value as the feed does.</summary>
    /// <param name="value">Ticks or lots.</param>
    /// <param name="destination">At least <see cref="Decimals.MaxTextLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(long value, Span<byte> destination)
    {
        Int128 scaled = value;
        int decimals = Scale;
        for (; decimals > FewestDecimals && scaled % 10 == 0; decimals--)
            scaled /= 10;
        for (; decimals < FewestDecimals; decimals++)
            scaled *= 10;

        return Decimals.TryFormat(scaled, decimals, destination, out int written)
            ? written
            : throw new ArgumentException($"{destination.Length} bytes are too few for a number.", nameof(destination));
    }

    /// <summary>True when the feed's text of a value is the one written here, so that checksums over the text can be rebuilt.</summary>
    public bool Wrote(ReadOnlySpan<byte> text, long value)
    {
        Span<byte> own = stackalloc byte[Decimals.MaxTextLength];
        return text.SequenceEqual(own[..Write(value, own)]);
    }
}
