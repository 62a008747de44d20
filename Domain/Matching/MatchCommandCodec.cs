using System.Buffers.Binary;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

/// <summary>
/// A <see cref="MatchCommand"/> in 64 bytes, little endian, version 1: what a command journal stores. Every command has exactly one encoding,
/// and what is read back equals what was written, values that an engine would refuse included.
/// </summary>
/// <remarks>
/// u8 version = 1; u8 kind; u8 side; u8 type; u8 time in force; u8 flags (1 post-only, 2 stop); u8 self-trade prevention; u8 scope in the lower
/// and phase in the upper four bits; i32 owner; 4 bytes 0; i64 order id; i64 price; i64 quantity; i64 display; i64 stop price; i64 highest price.
/// </remarks>
public static class MatchCommandCodec
{
    /// <summary>Bytes of one command.</summary>
    public const int Size = 64;

    /// <summary>The version written in the first byte. It rises when a field is added that version 1 has no place for.</summary>
    public const byte Version = 1;

    private const int PostOnlyFlag = 1;
    private const int StopFlag = 2;

    /// <summary>Writes a command.</summary>
    /// <exception cref="ArgumentException">Less room than <see cref="Size"/>, or a scope or phase above 15.</exception>
    public static void Write(in MatchCommand command, Span<byte> destination)
    {
        if (destination.Length < Size)
            throw new ArgumentException($"A command takes {Size} bytes, not {destination.Length}.", nameof(destination));
        if ((byte)command.Scope > 15 || (byte)command.Phase > 15)
            throw new ArgumentException($"Scope {command.Scope} and phase {command.Phase} have four bits each.", nameof(command));

        destination[0] = Version;
        destination[1] = (byte)command.Kind;
        destination[2] = (byte)command.Side;
        destination[3] = (byte)command.Type;
        destination[4] = (byte)command.TimeInForce;
        destination[5] = (byte)((command.PostOnly ? PostOnlyFlag : 0) | (command.IsStop ? StopFlag : 0));
        destination[6] = (byte)command.SelfTrade;
        destination[7] = (byte)((byte)command.Scope | (byte)command.Phase << 4);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], command.Owner);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], command.OrderId);
        BinaryPrimitives.WriteInt64LittleEndian(destination[24..], command.Price);
        BinaryPrimitives.WriteInt64LittleEndian(destination[32..], command.Quantity);
        BinaryPrimitives.WriteInt64LittleEndian(destination[40..], command.Display);
        BinaryPrimitives.WriteInt64LittleEndian(destination[48..], command.StopPrice);
        BinaryPrimitives.WriteInt64LittleEndian(destination[56..], command.HighestPrice);
    }

    /// <summary>Reads a command.</summary>
    /// <returns>False for fewer bytes than <see cref="Size"/>, another version, or bytes that <see cref="Write"/> never writes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out MatchCommand command)
    {
        command = default;
        if (source.Length < Size || source[0] != Version || source[5] > (PostOnlyFlag | StopFlag)
            || BinaryPrimitives.ReadInt32LittleEndian(source[12..]) != 0)
            return false;
        command = new()
        {
            Kind = (MatchCommandKind)source[1],
            Side = (Side)source[2],
            Type = (OrderType)source[3],
            TimeInForce = (TimeInForce)source[4],
            PostOnly = (source[5] & PostOnlyFlag) != 0,
            IsStop = (source[5] & StopFlag) != 0,
            SelfTrade = (SelfTradePrevention)source[6],
            Scope = (CancelScope)(source[7] & 15),
            Phase = (TradingPhase)(source[7] >> 4),
            Owner = BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            OrderId = BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            Price = BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            Quantity = BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
            Display = BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            StopPrice = BinaryPrimitives.ReadInt64LittleEndian(source[48..]),
            HighestPrice = BinaryPrimitives.ReadInt64LittleEndian(source[56..]),
        };
        return true;
    }
}
