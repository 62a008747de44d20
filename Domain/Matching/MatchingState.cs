using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Quern.Domain.Matching;

/// <summary>
/// The canonical bytes of a matching engine, version 1, little endian: a header of 80 bytes, then 64 bytes for each order in the sequence bids,
/// asks, held buy stops, held sell stops, in each in the sequence in which they would be served.
/// </summary>
/// <remarks>
/// Header: 8 bytes <c>QMATCH01</c>; i64 last trade id; i64 last trade price (0 before the first trade); i64 lowest and i64 highest price
/// of the band; i64 minimum allocation; u8 allocation, u8 phase, 6 bytes 0; i64 count of orders; 16 bytes 0.
/// Order: i64 id; i64 price (0 for a market stop); i64 stop price; i64 total size; i64 left; i64 shown; i64 display; i32 owner; u8 queue (0 bids,
/// 1 asks, 2 buy stops, 3 sell stops); u8 flags (1 post-only, 2 market); u8 self-trade prevention; u8 time in force.
/// </remarks>
public static class MatchingState
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderBytes = 80;

    /// <summary>Bytes of one order.</summary>
    public const int OrderBytes = 64;

    /// <summary>The SHA-256 of the canonical bytes, as 64 lower-case hexadecimal digits: equal for engines that behave equally from here on.</summary>
    public static string StateHash(this IMatchingBook engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        using var writer = new HashWriter();
        engine.WriteState(writer);
        return writer.Finish();
    }

    /// <summary>Hashes what is written, without keeping it.</summary>
    private sealed class HashWriter : IBufferWriter<byte>, IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private byte[] _buffer = new byte[4096];

        public void Advance(int count) => _hash.AppendData(_buffer, 0, count);

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (sizeHint > _buffer.Length)
                _buffer = new byte[sizeHint];
            return _buffer;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

        public void Dispose() => _hash.Dispose();
    }
}

/// <summary>The part of a state that is not orders.</summary>
internal readonly record struct StateHeader(
    long LastTradeId, long LastPrice, long LowestPrice, long HighestPrice, MatchingRules Rules, TradingPhase Phase, long Orders)
{
    private static ReadOnlySpan<byte> Magic => "QMATCH01"u8;

    public void Write(IBufferWriter<byte> destination)
    {
        Span<byte> bytes = destination.GetSpan(MatchingState.HeaderBytes)[..MatchingState.HeaderBytes];
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], LastTradeId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], LastPrice);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], LowestPrice);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], HighestPrice);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], Rules.MinimumAllocation);
        bytes[48] = (byte)Rules.Allocation;
        bytes[49] = (byte)Phase;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[56..], Orders);
        destination.Advance(MatchingState.HeaderBytes);
    }

    /// <summary>Reads it and checks that the orders it counts follow, for an engine of these rules.</summary>
    public static StateHeader Read(ReadOnlySpan<byte> state, MatchingRules rules)
    {
        if (state.Length < MatchingState.HeaderBytes || !state.StartsWith(Magic))
            throw new InvalidDataException("Offset 0: not the state of a matching engine of version 1.");
        var header = new StateHeader(
            BinaryPrimitives.ReadInt64LittleEndian(state[8..]), BinaryPrimitives.ReadInt64LittleEndian(state[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(state[24..]), BinaryPrimitives.ReadInt64LittleEndian(state[32..]),
            new() { MinimumAllocation = BinaryPrimitives.ReadInt64LittleEndian(state[40..]), Allocation = (Allocation)state[48] },
            (TradingPhase)state[49], BinaryPrimitives.ReadInt64LittleEndian(state[56..]));
        if (header.Rules != rules)
            throw new InvalidDataException($"Offset 40: the state is of a market of {header.Rules}, this engine's is {rules}.");
        if (header.LastTradeId < 0 || header.LowestPrice > header.HighestPrice || header.Phase > TradingPhase.Halted
            || state[50..56].ContainsAnyExcept((byte)0) || state[64..80].ContainsAnyExcept((byte)0))
            throw new InvalidDataException("Offset 8: a header that no engine writes.");
        if (header.Orders < 0 || header.Orders != (state.Length - MatchingState.HeaderBytes) / (double)MatchingState.OrderBytes)
            throw new InvalidDataException($"Offset 56: {header.Orders} orders do not fill the {state.Length} bytes there are.");
        return header;
    }
}

/// <summary>One order of a state.</summary>
internal readonly record struct StateOrder(
    long Id, long Price, long StopPrice, long Quantity, long Left, long Shown, long Display, int Owner, byte Queue, bool PostOnly,
    bool IsMarket, SelfTradePrevention SelfTrade, Orders.TimeInForce TimeInForce)
{
    private const int PostOnlyFlag = 1;
    private const int MarketFlag = 2;

    public void Write(IBufferWriter<byte> destination)
    {
        Span<byte> bytes = destination.GetSpan(MatchingState.OrderBytes)[..MatchingState.OrderBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Id);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Price);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], StopPrice);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Quantity);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Left);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], Shown);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], Display);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[56..], Owner);
        bytes[60] = Queue;
        bytes[61] = (byte)((PostOnly ? PostOnlyFlag : 0) | (IsMarket ? MarketFlag : 0));
        bytes[62] = (byte)SelfTrade;
        bytes[63] = (byte)TimeInForce;
        destination.Advance(MatchingState.OrderBytes);
    }

    /// <summary>Reads the order of that index and checks what can be checked without the others.</summary>
    public static StateOrder Read(ReadOnlySpan<byte> state, long index)
    {
        int offset = (int)(MatchingState.HeaderBytes + index * MatchingState.OrderBytes);
        ReadOnlySpan<byte> bytes = state.Slice(offset, MatchingState.OrderBytes);
        var order = new StateOrder(
            BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[56..]), bytes[60],
            (bytes[61] & PostOnlyFlag) != 0, (bytes[61] & MarketFlag) != 0, (SelfTradePrevention)bytes[62], (Orders.TimeInForce)bytes[63]);
        bool isHeld = order.Queue >= Queues.BuyStops;
        bool isSane = order.Shown > 0 && order.Shown <= order.Left && order.Left <= order.Quantity && order.Display >= 0
            && (order.Shown == order.Left || order.Shown <= order.Display) && order.Queue < Queues.Count && (isHeld || !order.IsMarket)
            && bytes[61] <= (PostOnlyFlag | MarketFlag) && order.SelfTrade <= SelfTradePrevention.None
            && order.TimeInForce <= Orders.TimeInForce.FillOrKill;
        return isSane ? order : throw Wrong(index, "an order that no engine writes");
    }

    public ulong Key => Queues.KeyOf(Queue, Queue >= Queues.BuyStops ? StopPrice : Price);

    public static InvalidDataException Wrong(long index, string what) =>
        new($"Offset {MatchingState.HeaderBytes + index * MatchingState.OrderBytes}: {what}.");
}
