using System.Buffers.Binary;
using System.Text;

namespace Quern.Connectors.Recordings.Itch;

/// <summary>One message of ITCH 5.0 as it lies in the file. All integers are big-endian; offsets count from the type letter.</summary>
/// <param name="bytes">From the type letter on; good until the next message is read.</param>
public readonly ref struct ItchMessage(ReadOnlySpan<byte> bytes)
{
    /// <summary>The whole message, from its type letter on.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>The type letter.</summary>
    public char Type => (char)Bytes[0];

    /// <summary>The day's number of the instrument, from 1; 0 when the message is about none.</summary>
    public int Locate => BinaryPrimitives.ReadUInt16BigEndian(Bytes[1..]);

    /// <summary>Nanoseconds after midnight in New York.</summary>
    public long TimeNs => ((long)BinaryPrimitives.ReadUInt16BigEndian(Bytes[5..]) << 32) | BinaryPrimitives.ReadUInt32BigEndian(Bytes[7..]);

    /// <summary>A letter at an offset.</summary>
    public char Letter(int at) => (char)Bytes[at];

    /// <summary>Four bytes at an offset: shares, lots, or a price of four decimals.</summary>
    public long Number(int at) => BinaryPrimitives.ReadUInt32BigEndian(Bytes[at..]);

    /// <summary>Eight bytes at an offset: an order's or a match's number, or shares. May be negative read as signed.</summary>
    public long LongNumber(int at) => BinaryPrimitives.ReadInt64BigEndian(Bytes[at..]);

    /// <summary>Text at an offset, without the spaces that fill it up.</summary>
    public string Text(int at, int length) => Encoding.Latin1.GetString(Bytes.Slice(at, length)).TrimEnd(' ');
}
