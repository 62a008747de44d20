using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Lobster;

/// <summary>
/// A LOBSTER message file, which has no header: <c>time, type, order id, size, price, direction</c> in each row. Every row is an update of
/// its own and becomes one event, whose <see cref="TapeEvent.Code"/> is the row's type, 1 to 7. It lists only what happened at the best
/// prices it covers, so the orders that rested before it, and prices that come into view later, are not told.
/// </summary>
/// <remarks>
/// LOBSTER, "Output structure". A hidden execution (5) is a hidden trade and a cross (6) a trade of unknown side; a halt (7) is a status whose
/// price is −1 for halted, 0 for quoting again, 1 for trading again, as the file has it.
/// </remarks>
public sealed class LobsterTape : ITape
{
    private const long DayNs = 86_400_000_000_000;
    private const int NoiseDecimals = 5;
    private const long NoiseUnit = 100_000;
    private readonly TapeLines _lines;
    private readonly long _midnightNs;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Plain or packed. Its name tells ticker and day, when it has LOBSTER's form.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public LobsterTape(string path)
    {
        LobsterName name = LobsterName.Of(path);
        _lines = new TapeLines(path, longest: 4096);
        Symbols = [name.Ticker];
        HasDate = name.Day is { } day && NewYorkTime.TryMidnightNs(day, out _midnightNs);
    }

    /// <summary>4: prices are dollars times 10,000.</summary>
    public int PriceScale => 4;

    /// <summary>0: a lot is a share.</summary>
    public int QuantityScale => 0;

    /// <summary>True when the file's name tells the day, 1987 to 2260; else times count from New York's midnight.</summary>
    public bool HasDate { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Symbols { get; }

    /// <inheritdoc/>
    public long RecordsRead => _lines.LinesRead;

    /// <inheritdoc/>
    public double Progress => _lines.Progress;

    /// <inheritdoc/>
    public bool TryRead(out TapeEvent step)
    {
        step = default;
        if (!_lines.TryPeek(out ReadOnlyMemory<byte> line))
            return false;

        step = Parse(line.Span);
        _lines.Leave();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private TapeEvent Parse(ReadOnlySpan<byte> line)
    {
        var fields = new TapeFields(line);
        bool isSound = TryTime(fields.Next(), out long time) & fields.TryNext(out long type) & fields.TryNext(out long orderId)
            & fields.TryNext(out long size) & fields.TryNext(out long price) & fields.TryNext(out long direction) & fields.IsAtEnd;
        if (!isSound)
            throw _lines.Damage("the row is not time of day, type, order id, size, price and direction");
        if (direction is not (1 or -1))
            throw _lines.Damage($"the direction is {direction}, neither 1 nor -1");
        if (size < 0 || (size == 0 && type is >= 1 and <= 4))
            throw _lines.Damage($"the size is {size}");

        Side side = direction == 1 ? Side.Buy : Side.Sell;
        return new()
        {
            Kind = KindOf(type),
            Flags = type == 5 ? TapeFlags.Hidden | TapeFlags.SideKnown : TapeFlags.None,
            Side = type == 5 ? side.Opposite() : side,
            Code = (int)type,
            OrderId = orderId,
            Price = price,
            Quantity = size,
            VenueTimeNs = _midnightNs + time,
        };
    }

    // Some rows print the noise of a binary fraction, as in 43002.632812672004: it is rounded away.
    private static bool TryTime(ReadOnlySpan<byte> text, out long ns)
    {
        bool isSound = Decimals.TryParse(text, 9 + NoiseDecimals, out long fine);
        isSound &= fine is >= 0 and < DayNs * NoiseUnit;
        ns = isSound ? (fine + NoiseUnit / 2) / NoiseUnit : 0;
        return isSound;
    }

    private TapeEventKind KindOf(long type) => type switch
    {
        1 => TapeEventKind.OrderAdded,
        2 => TapeEventKind.OrderReduced,
        3 => TapeEventKind.OrderDeleted,
        4 => TapeEventKind.OrderExecuted,
        5 or 6 => TapeEventKind.Trade,
        7 => TapeEventKind.Status,
        _ => throw _lines.Damage($"the type is {type}, not 1 to 7"),
    };
}
