using System.Globalization;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Itch;

/// <summary>
/// A Nasdaq TotalView-ITCH 5.0 day file. Every message is an update of its own and becomes one event; <see cref="TapeEvent.Instrument"/> is
/// the locate code, and <see cref="TapeEvent.Code"/> the message's type letter times 256 plus the letter that it carries, such as the
/// trading state or the cross type, if any.
/// </summary>
/// <remarks>
/// ITCH names an executed, reduced, deleted or replaced order by its number alone: such events have no side, and no price unless the message
/// has one. The side of a trade (P, Q) isn't known either: since 2014 the feed always says buy. A cross of no shares and a broken trade (B)
/// are statuses, the latter with the match's number as <see cref="TapeEvent.Sequence"/>.
/// </remarks>
public sealed class ItchTape : ITape
{
    private const int DayLetters = 8;
    private readonly ItchReader _messages;
    private readonly List<string> _symbols = [""];
    private readonly long _midnightNs;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Plain or packed. Its name tells the day when it begins as Nasdaq's do, <c>01302020.</c></param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public ItchTape(string path)
    {
        _messages = new ItchReader(path);
        HasDate = DayOf(Path.GetFileName(path)) is { } day && NewYorkTime.TryMidnightNs(day, out _midnightNs);
    }

    /// <summary>4: prices are dollars times 10,000.</summary>
    public int PriceScale => 4;

    /// <summary>0: a lot is a share.</summary>
    public int QuantityScale => 0;

    /// <summary>True when the file's name tells the day, 1987 to 2260; else times count from New York's midnight.</summary>
    public bool HasDate { get; }

    /// <summary>By locate code; empty for those that the directory has not named, and for 0, which is the market itself.</summary>
    public IReadOnlyList<string> Symbols => _symbols;

    /// <inheritdoc/>
    public long RecordsRead => _messages.MessagesRead;

    /// <inheritdoc/>
    public double Progress => _messages.Progress;

    /// <inheritdoc/>
    public bool TryRead(out TapeEvent step)
    {
        step = default;
        if (!_messages.TryPeek(out ItchMessage message))
            return false;

        step = Parse(message);
        _messages.Leave();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _messages.Dispose();

    private TapeEvent Parse(ItchMessage message)
    {
        while (_symbols.Count <= message.Locate)
            _symbols.Add("");
        return message.Type switch
        {
            'A' or 'F' => Added(message),
            'E' => Order(message, TapeEventKind.OrderExecuted) with { Quantity = message.Number(19), Sequence = message.LongNumber(23) },
            'C' => Order(message, TapeEventKind.OrderExecuted, letterAt: 31) with
            {
                Quantity = message.Number(19), Sequence = message.LongNumber(23), Price = message.Number(32),
            },
            'X' => Order(message, TapeEventKind.OrderReduced) with { Quantity = message.Number(19) },
            'D' => Order(message, TapeEventKind.OrderDeleted),
            'U' => Order(message, TapeEventKind.OrderReplaced) with
            {
                NewOrderId = message.LongNumber(19), Quantity = message.Number(27), Price = message.Number(31),
            },
            'P' => Hidden(message),
            'Q' => Cross(message),
            'B' => Step(message, TapeEventKind.Status) with { Flags = TapeFlags.Doubtful, Sequence = message.LongNumber(11) },
            'R' => Listed(message),
            _ => Step(message, TapeEventKind.Status, StatusLetterAt(message.Type)),
        };
    }

    private TapeEvent Added(ItchMessage message) => Order(message, TapeEventKind.OrderAdded) with
    {
        Side = SideOf(message.Letter(19)), Quantity = message.Number(20), Price = message.Number(32),
    };

    private TapeEvent Hidden(ItchMessage message)
    {
        _ = SideOf(message.Letter(19));
        return Order(message, TapeEventKind.Trade) with
        {
            Flags = TapeFlags.Hidden, Quantity = message.Number(20), Price = message.Number(32), Sequence = message.LongNumber(36),
        };
    }

    private TapeEvent Cross(ItchMessage message)
    {
        long shares = message.LongNumber(11);
        if (shares < 0)
            throw _messages.Damage("a cross of more shares than 63 bits count");
        return Step(message, shares == 0 ? TapeEventKind.Status : TapeEventKind.Trade, letterAt: 39) with
        {
            Quantity = shares, Price = message.Number(27), Sequence = message.LongNumber(31),
        };
    }

    private TapeEvent Listed(ItchMessage message)
    {
        ItchDirectoryEntry entry = ItchDirectoryEntry.Of(message);
        _symbols[entry.Locate] = entry.Symbol;
        return Step(message, TapeEventKind.Listed, letterAt: 19) with { Quantity = entry.RoundLot };
    }

    private TapeEvent Order(ItchMessage message, TapeEventKind kind, int letterAt = 0) =>
        Step(message, kind, letterAt) with { OrderId = message.LongNumber(11) };

    private TapeEvent Step(ItchMessage message, TapeEventKind kind, int letterAt = 0) => new()
    {
        Kind = kind,
        Code = message.Type << 8 | (letterAt == 0 ? 0 : message.Letter(letterAt)),
        Instrument = message.Locate,
        VenueTimeNs = _midnightNs + message.TimeNs,
    };

    private Side SideOf(char letter) => letter switch
    {
        'B' => Side.Buy,
        'S' => Side.Sell,
        _ => throw _messages.Damage($"the side is 0x{(int)letter:X2}, neither B nor S"),
    };

    // System event, circuit breaker and retail interest begin with their letter, the others with the instrument's name.
    private static int StatusLetterAt(char type) => type switch
    {
        'S' or 'W' => 11,
        'H' or 'Y' or 'N' or 'O' => 19,
        'h' => 20,
        'K' => 23,
        'L' => 25,
        'I' => 27,
        _ => 0,
    };

    private static DateOnly? DayOf(string name) =>
        name.Length > DayLetters && name[DayLetters] == '.'
        && DateOnly.TryParseExact(name[..DayLetters], "MMddyyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : null;
}
