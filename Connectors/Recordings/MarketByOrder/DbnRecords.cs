using System.Buffers.Binary;
using System.Globalization;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Recordings.MarketByOrder;

/// <summary>Market-by-order records of a DBN file. Records of other kinds that accompany them are passed over.</summary>
/// <remarks>
/// Databento Binary Encoding: every record begins with its length in words of four bytes (u8), kind (u8), publisher (u16), instrument (u32)
/// and event time (u64), little-endian. The layout of a market-by-order record is the same in versions 1 to 3.
/// </remarks>
internal sealed class DbnRecords : IMboSource
{
    private const int LongestHead = 16 * 1024 * 1024;
    private const int MostInstruments = 65_536;
    private const int RecordHeadLength = 16;
    private const int MboLength = 56;
    private const int SendTimeLength = 8;
    private const byte MboKind = 0xA0;

    private readonly TapeRecords _records;
    private readonly DbnHead _head;
    private readonly Dictionary<uint, int> _indexOf = [];
    private readonly List<string> _symbols = [];
    private int _length;

    public DbnRecords(string path)
    {
        _records = new TapeRecords(path, DbnHead.PreludeLength + LongestHead);
        try
        {
            int length = DbnHead.LengthOf(_records);
            if (length > LongestHead)
                throw _records.Damage($"a head of {length} bytes; at most {LongestHead}");
            _head = DbnHead.Parse(_records, _records.Peek(DbnHead.PreludeLength + length));
            _records.Pass(DbnHead.PreludeLength + length);
        }
        catch
        {
            _records.Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> Symbols => _symbols;

    public long RecordsRead => _records.RecordsRead;

    public double Progress => _records.Progress;

    public bool TryPeek(out MboRecord record)
    {
        record = default;
        while (_records.TryPeek(RecordHeadLength, out ReadOnlySpan<byte> head))
        {
            _length = head[0] * 4;
            if (head[1] == MboKind)
            {
                record = ParseHere();
                return true;
            }

            PassOver(head[1]);
        }

        return false;
    }

    public void Leave() => _records.Leave(_length);

    public RecordingException Damage(string problem) => _records.Damage(problem);

    public void Dispose() => _records.Dispose();

    private MboRecord ParseHere()
    {
        if (_length is not (MboLength or MboLength + SendTimeLength))
            throw _records.Damage($"a market-by-order record of {_length} bytes, not {MboLength} or {MboLength + SendTimeLength}");
        ReadOnlySpan<byte> bytes = _records.Peek(_length);
        return new(
            Action: (char)bytes[38],
            Side: (char)bytes[39],
            Flags: bytes[36],
            Instrument: IndexOf(BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..])),
            OrderId: BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            Price: BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            Size: BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]),
            Sequence: BinaryPrimitives.ReadUInt32LittleEndian(bytes[52..]),
            EventTimeNs: Time(bytes[8..]),
            ReceiveTimeNs: Time(bytes[40..]));
    }

    // Status, definition, imbalance, error, symbol mapping, system message, statistics.
    private void PassOver(byte kind)
    {
        if (kind is < 0x12 or > 0x18)
            throw _records.Damage($"a record of kind 0x{kind:X2} among market-by-order records");
        if (_length < RecordHeadLength)
            throw _records.Damage($"a record of {_length} bytes is shorter than its own head");
        _ = _records.Peek(_length);
        _records.Leave(_length);
    }

    private long Time(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes) switch
    {
        MboRecord.UndefinedTime => 0,
        > long.MaxValue => throw _records.Damage("a time beyond the year 2262"),
        var time => (long)time,
    };

    private int IndexOf(uint instrument)
    {
        if (_indexOf.TryGetValue(instrument, out int index))
            return index;
        if (_symbols.Count == MostInstruments)
            throw _records.Damage($"more than {MostInstruments} instruments");

        _indexOf.Add(instrument, index = _symbols.Count);
        string number = instrument.ToString(CultureInfo.InvariantCulture);
        _symbols.Add(_head.Names.GetValueOrDefault(number, number));
        return index;
    }
}
